// One question of a form: label, hint, control, error. The error's words stand here and in the summary alike.
import { html, useId, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Icon } from './icon.js';
import { Button } from './button.js';

/** What every control gets from its field: id, what describes it, whether it is wrong. */
function wiring(id, { hint, error, required }) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return { id, 'aria-describedby': described || undefined, 'aria-invalid': error ? 'true' : undefined, 'aria-required': required ? 'true' : undefined };
}

const Hint = ({ id, children }) => (children ? html`<p class="hint" id=${`${id}-hint`}>${children}</p>` : null);

const Fault = ({ id, children }) => (children ? html`
  <p class="fault" id=${`${id}-error`}><${Icon} name="error" size=${16} /><span><span class="visually-hidden">${t('components.error')}: </span>${children}</span></p>` : null);

export function Field({ id, label, hint, error, optional, children }) {
  return html`
    <div class=${`field${error ? ' wrong' : ''}`}>
      <label for=${id}>${label}${optional && html` <span class="optional">${t('components.optional')}</span>`}</label>
      <${Hint} id=${id}>${hint}<//>
      <${Fault} id=${id}>${error}<//>
      ${children}
    </div>`;
}

const split = ({ id, label, hint, error, required, optional, ...control }) => [{ id, label, hint, error, required, optional }, control];

/** A field's own id when the form gave none. */
function useField(props) {
  const own = useId();
  const [field, control] = split(props);
  return [{ ...field, id: field.id ?? own }, control];
}

export function TextField(props) {
  const [field, { value, onValue, type = 'text', width, code, ...rest }] = useField(props);
  return html`<${Field} ...${field}>
    <input class=${`input${width ? ` ${width}` : ''}${code ? ' code' : ''}`} type=${type} value=${value ?? ''} onInput=${event => onValue?.(event.target.value)} ...${rest} ...${wiring(field.id, field)} />
  <//>`;
}

export function PasswordField(props) {
  const [shown, setShown] = useState(false);
  const [field, { value, onValue, ...rest }] = useField(props);
  return html`<${Field} ...${field}>
    <div class="joined">
      <input class="input" type=${shown ? 'text' : 'password'} value=${value ?? ''} spellcheck=${false} autocapitalize="none"
        onInput=${event => onValue?.(event.target.value)} ...${rest} ...${wiring(field.id, field)} />
      <${Button} aria-controls=${field.id} onClick=${() => setShown(!shown)}>${shown ? t('components.hide') : t('components.show')}<//>
    </div>
  <//>`;
}

export function TextArea(props) {
  const [field, { value, onValue, rows = 4, ...rest }] = useField(props);
  return html`<${Field} ...${field}>
    <textarea class="input" rows=${rows} onInput=${event => onValue?.(event.target.value)} ...${rest} ...${wiring(field.id, field)} value=${value ?? ''}></textarea>
  <//>`;
}

/** `options`: [{ value, label }]. */
export function Select(props) {
  const [field, { value, onValue, options, width, ...rest }] = useField(props);
  return html`<${Field} ...${field}>
    <select class=${`input${width ? ` ${width}` : ''}`} value=${value ?? ''} onChange=${event => onValue?.(event.target.value)} ...${rest} ...${wiring(field.id, field)}>
      ${options.map(option => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.label}</option>`)}
    </select>
  <//>`;
}

export function Checkbox(props) {
  const [field, { value, onValue, ...rest }] = useField(props);
  return html`
    <div class=${`choice${field.error ? ' wrong' : ''}`}>
      <input type="checkbox" checked=${Boolean(value)} onChange=${event => onValue?.(event.target.checked)} ...${rest} ...${wiring(field.id, field)} />
      <div><label for=${field.id}>${field.label}</label><${Hint} id=${field.id}>${field.hint}<//><${Fault} id=${field.id}>${field.error}<//></div>
    </div>`;
}

function Group({ field, children }) {
  return html`
    <fieldset class=${`field${field.error ? ' wrong' : ''}`} id=${field.id} tabindex="-1" aria-describedby=${wiring(field.id, field)['aria-describedby']}>
      <legend>${field.label}${field.optional && html` <span class="optional">${t('components.optional')}</span>`}</legend>
      <${Hint} id=${field.id}>${field.hint}<//><${Fault} id=${field.id}>${field.error}<//>
      <div class="choices">${children}</div>
    </fieldset>`;
}

/** Several of some; `options`: [{ value, label, hint, why }], `value` a list; `why` disables with a reason. */
export function CheckboxGroup(props) {
  const [field, { value = [], onValue, options, name }] = useField(props);
  const change = (option, on) => onValue?.(on ? [...value, option] : value.filter(entry => entry !== option));
  return html`<${Group} field=${field}>${options.map((option, i) => html`
    <div class="choice" key=${option.value}>
      <input type="checkbox" id=${`${field.id}-${i}`} name=${name} checked=${value.includes(option.value)} disabled=${Boolean(option.why)}
        aria-describedby=${option.hint || option.why ? `${field.id}-${i}-hint` : undefined} onChange=${event => change(option.value, event.target.checked)} />
      <div><label for=${`${field.id}-${i}`}>${option.label}</label>${(option.hint || option.why) && html`<p class="hint" id=${`${field.id}-${i}-hint`}>${option.why ?? option.hint}</p>`}</div>
    </div>`)}<//>`;
}

export function RadioGroup(props) {
  const [field, { value, onValue, options, name }] = useField(props);
  return html`<${Group} field=${field}>${options.map((option, i) => html`
    <div class="choice" key=${option.value}>
      <input type="radio" id=${`${field.id}-${i}`} name=${name ?? field.id} checked=${value === option.value} disabled=${Boolean(option.why)}
        aria-describedby=${option.hint || option.why ? `${field.id}-${i}-hint` : undefined} onChange=${() => onValue?.(option.value)} />
      <div><label for=${`${field.id}-${i}`} lang=${option.lang}>${option.label}</label>${(option.hint || option.why) && html`<p class="hint" id=${`${field.id}-${i}-hint`}>${option.why ?? option.hint}</p>`}</div>
    </div>`)}<//>`;
}
