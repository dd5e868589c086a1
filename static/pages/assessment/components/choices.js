// One of several, several of several, and a row of steps from one end to the other.
import { html } from '../../../vendor/ui.js';
import { plural, t } from '../../../i18n/text.js';
import { chosenOf, withOption } from './answers.js';
import { AskedTogether, idOf } from './question.js';

const Option = ({ id, type, name, checked, fault, lang, onChange, children }) => html`
  <div class="take-option" data-chosen=${checked ? 'yes' : undefined}>
    <input type=${type} id=${id} name=${name} checked=${checked} aria-invalid=${fault ? 'true' : undefined} onChange=${event => onChange(event.target.checked)} />
    <label for=${id} lang=${lang}>${children}</label>
  </div>`;

const radios = look => function Radios({ screen, component, value, fault, onAnswer }) {
  const id = idOf(screen, component);
  const onClear = value && !component.required ? () => { onAnswer(''); document.getElementById(`${id}-0`)?.focus(); } : undefined;
  return html`<${AskedTogether} id=${id} component=${component} fault=${fault} onClear=${onClear}>
    <div class=${look} data-many=${component.options.length > 5 ? 'yes' : undefined} style=${look === 'take-likert' ? { '--steps': component.options.length } : undefined}>
      ${component.options.map((option, i) => html`<${Option} key=${option.value} id=${`${id}-${i}`} type="radio" name=${id} checked=${value === option.value} fault=${fault} lang=${component.lang} onChange=${() => onAnswer(option.value)}>${option.text || option.value}<//>`)}
    </div><//>`;
};

export const SingleChoice = radios('take-options');
export const Likert = radios('take-likert');

function limits({ minChosen = 0, maxChosen = 200, options }) {
  const most = Math.min(maxChosen, options.length);
  if (minChosen && minChosen === most) return plural('assessment_taking.choose_exactly', minChosen);
  if (minChosen && most < options.length) return t('assessment_taking.choose_between', { min: minChosen, max: most });
  if (minChosen) return plural('assessment_taking.choose_least', minChosen);
  return most < options.length ? plural('assessment_taking.choose_most', most) : t('assessment_taking.choose_any');
}

export function MultipleChoice({ screen, component, value, fault, onAnswer }) {
  const id = idOf(screen, component);
  const chosen = chosenOf(value);
  return html`<${AskedTogether} id=${id} component=${component} fault=${fault} hint=${limits(component)}>
    <div class="take-options">
      ${component.options.map((option, i) => html`<${Option} key=${option.value} id=${`${id}-${i}`} type="checkbox" name=${id} checked=${chosen.includes(option.value)} fault=${fault} lang=${component.lang}
        onChange=${on => onAnswer(withOption(component, value, option.value, on))}>${option.text || option.value}<//>`)}
    </div><//>`;
}
