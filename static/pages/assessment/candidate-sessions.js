// The sessions that somebody has to take: what is open, what comes, what is done.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { date, dateTime, t } from '../../i18n/text.js';
import * as taking from '../../api/itr/taking.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Tag } from '../../components/status.js';
import { Bare } from '../../shell.js';
import { account, owner, session } from '../../state/session.js';
import { leaveFoot } from './candidate-end.js';
import { openStore } from './journal-store.js';
import { at } from './places.js';
import { useServerClock } from './take-clock.js';
import { stateOfSession } from './take-model.js';

export const title = 'assessment_taking.sessions.title';

/** Whose tests they are: the candidate, or the login of an account. */
export const takerOf = found => found?.person?.id ?? found?.company?.loginId;

export const load = ({ signal }) => taking.ownSessions(takerOf(session.value), signal);

const tones = { soon: 'info', over: 'warn', done: 'ok' };
const order = ['open', 'soon', 'over', 'done'];
const day = 24 * 3600_000;
const isEndless = until => new Date(until).getFullYear() >= 2099;

function Row({ row, state }) {
  const when = state === 'soon' ? t('assessment_taking.sessions.from', { date: dateTime(row.from) })
    : state === 'done' ? t('assessment_taking.sessions.done_on', { date: date(row.endedAt) })
      : isEndless(row.until) ? '' : t(state === 'over' ? 'assessment_taking.sessions.was_until' : 'assessment_taking.sessions.until', { date: dateTime(row.until) });
  const running = row.status >= taking.running;
  return html`<li class="take-session">
    <div class="stack-2"><strong>${row.name || t('assessment_taking.title')}</strong><span class="muted">${when}</span></div>
    ${state === 'open'
      ? html`<${ButtonLink} kind="primary" href=${at.take(row.id)} aria-label=${`${t(running ? 'assessment_taking.continue' : 'assessment_taking.open')}: ${row.name}`}>${t(running ? 'assessment_taking.continue' : 'assessment_taking.open')}<//>`
      : html`<${Tag} tone=${tones[state]}>${t(`assessment_taking.session_state.${state}`)}<//>`}
  </li>`;
}

/** Answers that only this browser has; what was sent long ago is cleaned up. */
function useKept() {
  const [kept, setKept] = useState([]);
  useEffect(() => {
    const look = async () => {
      const store = await openStore();
      const all = await store.all();
      const isOld = entry => entry.acked >= entry.revision && Date.now() - entry.at > 30 * day;
      for (const entry of all.filter(isOld)) await store.change(entry.id, () => null);
      setKept(all.filter(entry => entry.owner === owner() && entry.acked < entry.revision));
    };
    look();
  }, []);
  return kept;
}

function List({ rows }) {
  const kept = useKept();
  const now = Date.now() + useServerClock({ keeps: false });
  const sorted = rows.map(row => ({ row, state: stateOfSession(row, now) })).sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const waiting = sorted.find(({ row, state }) => state === 'open' && kept.some(entry => entry.sessionId === row.id));
  if (!rows.length) return html`<${Empty} icon="assessment" title=${t('assessment_taking.sessions.none')}>${t('assessment_taking.sessions.none_text')}<//>`;
  return html`
    ${waiting && html`<${Notice} tone="warn" title=${t('assessment_taking.sessions.kept')} actions=${html`<${ButtonLink} href=${at.take(waiting.row.id)}>${t('assessment_taking.continue')}<//>`}>${t('assessment_taking.sessions.kept_text')}<//>`}
    <ul class="take-sessions">${sorted.map(({ row, state }) => html`<${Row} key=${row.id} row=${row} state=${state} />`)}</ul>`;
}

const Frame = ({ children }) => (account() ? children : html`<${Bare} foot=${leaveFoot()}>${children}<//>`);

export default function Sessions({ data }) {
  const name = session.value?.person?.displayName;
  return html`<${Frame}><${Page} title=${session.value?.kind === 'candidate' && name ? t('assessment_taking.sessions.welcome', { name }) : t(title)} width="editor">
    <${Loaded} data=${data} lines=${4}>${rows => html`<${List} rows=${rows} />`}<//><//><//>`;
}
