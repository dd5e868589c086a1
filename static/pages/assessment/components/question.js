// What every question has: its text, whether it must be answered, what is wrong with the answer.
import { html } from '../../../vendor/ui.js';
import { plural, t } from '../../../i18n/text.js';
import { Icon } from '../../../components/icon.js';

/** A fault of answers.js in words. */
export function wordsOf(fault) {
  if (!fault) return null;
  const { code, count, ...rest } = fault;
  return count === undefined ? t(`assessment_taking.fault.${code}`, rest) : plural(`assessment_taking.fault.${code}`, count);
}

export const idOf = (screen, component, part = '') => `q-${screen.id}-${component.id}${part && `-${part}`}`.replaceAll(/[^\w-]/g, '_');

/** Ids of what describes a control, for `aria-describedby`. */
export const described = (id, { hint, fault }) => [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;

/** What the test's author wrote, in the language of the test. */
export const Said = ({ component, text = component.text || component.name }) => html`<span lang=${component.lang}>${text}</span>`;

/** Words about pointers differ where there are only fingers. */
export const isTouched = () => matchMedia('(pointer: coarse)').matches;

const Required = ({ component }) => (component.required ? html` <span class="take-required">${t('assessment_taking.required')}</span>` : null);

const Below = ({ id, hint, fault }) => html`
  ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
  ${fault && html`<p class="fault" id=${`${id}-fault`}><${Icon} name="error" size=${16} /><span>${wordsOf(fault)}</span></p>`}`;

/** One control under its label. */
export const Asked = ({ id, component, hint, fault, children }) => html`
  <div class=${`take-question${fault ? ' wrong' : ''}`}>
    <label class="take-text" for=${id}><${Said} component=${component} /><${Required} component=${component} /></label>
    <${Below} id=${id} hint=${hint} fault=${fault} />
    ${children}
  </div>`;

/** Several controls that answer one question together. */
export const AskedTogether = ({ id, component, hint, fault, onClear, children }) => html`
  <fieldset class=${`take-question${fault ? ' wrong' : ''}`} id=${id} tabindex="-1" aria-describedby=${described(id, { hint, fault })}>
    <legend class="take-text"><${Said} component=${component} /><${Required} component=${component} /></legend>
    <${Below} id=${id} hint=${hint} fault=${fault} />
    ${children}
    ${onClear && html`<button type="button" class="button quiet small take-clear" onClick=${onClear}>${t('assessment_taking.clear')}</button>`}
  </fieldset>`;
