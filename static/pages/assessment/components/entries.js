// Answers that are typed or set: a number, a text, a place on a scale.
import { html } from '../../../vendor/ui.js';
import { number, t } from '../../../i18n/text.js';
import { Button } from '../../../components/button.js';
import { numberOf, sliderOf } from './answers.js';
import { Asked, described, idOf, isTouched } from './question.js';

function range({ min, max }) {
  const least = min ?? null;
  const most = max ?? null;
  if (least !== null && most !== null) return t('assessment_taking.from_to', { min: least, max: most });
  if (least !== null) return t('assessment_taking.at_least', { min: least });
  return most === null ? null : t('assessment_taking.at_most', { max: most });
}

export function NumberEntry({ screen, component, value, fault, onAnswer }) {
  const id = idOf(screen, component);
  const hint = range(component);
  return html`<${Asked} id=${id} component=${component} fault=${fault} hint=${hint}>
    <input class="input short" id=${id} inputmode="decimal" autocomplete="off" maxlength="40" value=${value ?? ''} aria-invalid=${fault ? 'true' : undefined} aria-required=${component.required ? 'true' : undefined}
      aria-describedby=${described(id, { hint, fault })} onInput=${event => onAnswer(event.target.value)} /><//>`;
}

export function FreeText({ screen, component, value, fault, onAnswer }) {
  const id = idOf(screen, component);
  const longest = component.maxLength ?? 100_000;
  const hint = longest < 100_000 ? t('assessment_taking.signs', { used: (value ?? '').length, most: longest }) : null;
  return html`<${Asked} id=${id} component=${component} fault=${fault} hint=${hint}>
    <textarea class="input" id=${id} rows="5" maxlength=${longest} aria-invalid=${fault ? 'true' : undefined} aria-required=${component.required ? 'true' : undefined}
      aria-describedby=${described(id, { hint, fault })} onInput=${event => onAnswer(event.target.value.replaceAll('\0', ''))} value=${value ?? ''}></textarea><//>`;
}

/** Without an answer the handle stands in the middle and says so; a press on it or Space takes that place as the answer. */
export function Slider({ screen, component, value, fault, onAnswer }) {
  const id = idOf(screen, component);
  const { step, middle } = sliderOf(component);
  const answered = numberOf(value) !== null;
  const shown = answered ? t('assessment_taking.slider_at', { value: numberOf(value) }) : t('assessment_taking.slider_none');
  const take = event => onAnswer(event.target.value);
  const keys = event => { if (event.key === ' ' || event.key === 'Enter') { event.preventDefault(); take(event); } };
  return html`<${Asked} id=${id} component=${component} fault=${fault} hint=${t(isTouched() ? 'assessment_taking.slider_hint_touch' : 'assessment_taking.slider_hint')}>
    <div class="take-slider" data-answered=${answered ? 'yes' : undefined}>
      <span>${number(component.min)}</span>
      <input type="range" id=${id} min=${component.min} max=${component.max} step=${step} value=${answered ? numberOf(value) : middle} aria-invalid=${fault ? 'true' : undefined}
        aria-valuetext=${shown} aria-describedby=${described(id, { hint: true, fault })} onInput=${take} onClick=${take} onKeyDown=${keys} />
      <span>${number(component.max)}</span>
    </div>
    <div class="take-slider-value"><output for=${id}>${shown}</output>
      ${answered && !component.required && html`<${Button} kind="quiet" small onClick=${() => { onAnswer(''); document.getElementById(id).focus(); }}>${t('assessment_taking.clear')}<//>`}</div><//>`;
}
