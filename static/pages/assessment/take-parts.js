// What stands around a question: how the answers are kept, the time, the size of the text, questions about other windows.
import { html, signal, useEffect, useRef, useState } from '../../vendor/ui.js';
import { clock, plural, t, time } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { warningOf } from './take-model.js';

const looks = { saved: ['done', 'ok'], done: ['done', 'ok'], saving: ['clock', 'muted'], kept: ['warning', 'warn'], refused: ['warning', 'warn'] };

/** "Saved", and nothing else says so: the server has everything for good. */
export function SaveState({ state }) {
  const { phase, at } = state;
  const [icon, tone] = looks[phase] ?? looks.refused;
  const words = phase === 'saved' ? (at ? t('assessment_taking.state.saved_at', { time: time(at) }) : t('assessment_taking.state.saved')) : t(`assessment_taking.state.${phase === 'saving' || phase === 'done' ? phase : 'kept'}`);
  return html`<p class=${`take-state status ${tone}`} role="status" data-phase=${phase}><${Icon} name=${icon} size=${18} /><span>${words}</span></p>`;
}

/** Why answers are only here, what happens by itself, what to do. `onCarry` takes them to another session, `onLeave` to the overview. */
export function Trouble({ state, onRetry, onLeave, onCarry }) {
  const { phase, reason, isSafe } = state;
  const isTrouble = phase === 'kept' || phase === 'refused';
  const lasting = useLasting(isTrouble && reason !== null);
  return html`
    ${!isSafe && html`<${Notice} tone="warn" title=${t('assessment_taking.unsafe.title')}>${t('assessment_taking.unsafe.text')}<//>`}
    ${lasting && onCarry && html`<${Notice} tone="warn" title=${t('assessment_taking.carry.title')} actions=${html`<${Button} small onClick=${onCarry}>${t('assessment_taking.carry.do')}<//>`}>${t('assessment_taking.carry.text')}<//>`}
    ${lasting && !onCarry && html`<${Notice} tone="warn" role="status" title=${t(`assessment_taking.trouble.${reason}.title`)} actions=${html`
      ${reason !== 'gone' && html`<${Button} small icon="repeat" onClick=${onRetry}>${t('components.try_again')}<//>`}
      ${phase === 'refused' && html`<${Button} small onClick=${onLeave}>${t('assessment_taking.to_overview')}<//>`}`}>${t(`assessment_taking.trouble.${reason}.text`)}<//>`}`;
}

/** True once something has been true for a second: a short stumble of the network is nobody's worry. */
function useLasting(is) {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) { setLasting(false); return undefined; }
    const timer = setTimeout(() => setLasting(true), 1000);
    return () => clearTimeout(timer);
  }, [is]);
  return lasting && is;
}

/** The time that is left; told at ten, five and one minute, once each. */
export function Timer({ seconds }) {
  const [hidden, setHidden] = useState(false);
  const before = useRef(seconds);
  useEffect(() => {
    const minutes = warningOf(before.current, seconds);
    before.current = seconds;
    if (minutes) announce(plural('assessment_taking.time_left', minutes));
  }, [seconds]);
  if (!Number.isFinite(seconds)) return null;
  const close = seconds <= 60;
  return html`<div class="take-timer" role="timer" aria-label=${t('assessment_taking.timer')} data-close=${close ? 'yes' : undefined}>
    ${(!hidden || close) && html`<${Icon} name="clock" size=${18} /><span>${clock(Math.ceil(seconds))}</span>`}
    ${!close && html`<button type="button" class="button quiet small" onClick=${() => setHidden(!hidden)}>${t(hidden ? 'assessment_taking.timer_show' : 'assessment_taking.timer_hide')}</button>`}
  </div>`;
}

const kept = 'athenaeum.large_text';
const large = signal(globalThis.localStorage?.getItem(kept) === 'yes');

export const isLarge = () => large.value;

export function LargeText() {
  const turn = () => { large.value = !large.value; localStorage.setItem(kept, large.value ? 'yes' : 'no'); };
  return html`<${Button} kind="quiet" small class="take-large" aria-pressed=${large.value} onClick=${turn}>${t('assessment_taking.large')}<//>`;
}

/** Another browser or window has the test, or finished it. */
export function Elsewhere({ phase, busy, refused, onTake, onLeave }) {
  const finished = phase === 'finished';
  const foot = html`<${Button} onClick=${onLeave}>${t('assessment_taking.to_overview')}<//>
    ${!finished && html`<${Button} kind="primary" data-focus busy=${busy} onClick=${onTake}>${t('assessment_taking.continue_here')}<//>`}`;
  return html`<${Dialog} title=${t(`assessment_taking.${phase}.title`)} fixed foot=${foot}><p>${t(`assessment_taking.${phase}.text`)}</p>${refused}<//>`;
}
