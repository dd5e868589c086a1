// One to five stars: radio buttons, so that arrows choose and a form could send them.
import { html, useEffect, useId, useRef, useState } from '../../vendor/ui.js';
import { number, plural, t } from '../../i18n/text.js';

const shape = 'M12 3l2.7 5.8 6.3.8-4.6 4.3 1.2 6.3L12 17.1 6.4 20.2l1.2-6.3L3 9.6l6.3-.8z';
const Star = ({ on }) => html`<svg class=${`star${on ? ' on' : ''}`} width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d=${shape} /></svg>`;

/** `value` 1 to 5 or null; `onValue` is told what was chosen and resolves to whether it counts. */
export function Stars({ label, value, onValue, busy }) {
  const name = useId();
  const [shown, show] = useState(value);
  const known = useRef(value);
  const wanted = useRef(null); // arrows choose faster than the server answers: one request at a time, the last choice counts
  const sending = useRef(false);
  known.current = value;
  useEffect(() => { if (!sending.current) show(value); }, [value]);
  const choose = async score => {
    show(score);
    wanted.current = score;
    if (sending.current) return;
    sending.current = true;
    let counts = null;
    while (wanted.current !== null) {
      const next = wanted.current;
      wanted.current = null;
      counts = await onValue(next);
    }
    sending.current = false;
    if (!counts) show(known.current);
  };
  return html`<fieldset class="stars" aria-busy=${busy ? 'true' : undefined}><legend>${label}</legend>
    <div class="stars-row">${[1, 2, 3, 4, 5].map(score => html`<label key=${score} class="stars-choice" title=${plural('training.stars', score)}>
      <input type="radio" class="stars-input" name=${name} value=${score} checked=${shown === score} aria-label=${plural('training.stars', score)} onChange=${() => choose(score)} />
      <${Star} on=${score <= (shown ?? 0)} /></label>`)}</div></fieldset>`;
}

/** A score to read. */
export const Score = ({ value }) => (value ? html`<span class="score"><${Star} on />${t('training.score', { score: number(value) })}</span>` : html`<span class="no-score">–</span>`);
