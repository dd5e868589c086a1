// The test office: what is on the desk, what needs somebody, how much was done and used.
import { html, useMemo } from '../../vendor/ui.js';
import { language, month, number, plural, t, timeTick } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as overview from '../../api/app/assessment-overview.js';
import * as credits from '../../api/itr/credits.js';
import * as sessions from '../../api/itr/sessions.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Plot } from '../../components/plot.js';
import { allowed } from '../../navigation.js';
import { useFetched } from '../../state/fetched.js';
import { series } from './credits-months.js';
import { PersonLink, results, SessionLink, State, windowDays } from './session-words.js';
import { at, counts, plans } from './places.js';
import { session } from '../../state/session.js';

export const title = 'assessment.home';

export const load = ({ signal }) => (plans() ? overview.get(signal) : Promise.resolve(null));

const states = ['ready', 'running', 'done', 'over'];
const colours = { ready: 8, running: 7, done: 6, over: 2 };

/** How many sessions are where, as numbers that lead to them and as one bar. */
function Desk({ found }) {
  const all = found.ready + found.running + found.done;
  const share = name => (name === 'over' || !all ? 0 : found[name] / all);
  const words = ['ready', 'running', 'done'].map(name => `${status('session', name).word} ${number(found[name])}`).join(', ');
  return html`<div class="desk">
    <ul class="desk-numbers">${states.map(name => html`<li key=${name}>
      <a href=${`${at.sessions}?state=${name}`} class=${name === 'over' && found.over ? 'warn' : ''}><span class="desk-number">${number(found[name])}</span>
        <span class="desk-word">${name !== 'over' && html`<span class="desk-sign" aria-hidden="true" style=${{ background: `var(--series-${colours[name]})` }}></span>`}${status('session', name).word}</span></a></li>`)}</ul>
    ${all > 0 && html`<div class="desk-bar" role="img" aria-label=${t('assessment.home.bar', { words })}>${['ready', 'running', 'done'].filter(share).map(name => html`
      <span key=${name} style=${{ flexGrow: found[name], background: `var(--series-${colours[name]})` }}></span>`)}</div>`}
  </div>`;
}

const brief = [
  { label: 'assessment.session.name', main: true, cell: row => html`<${SessionLink} row=${row} />` },
  { label: 'assessment.person.one', fact: true, cell: row => html`<${PersonLink} row=${row} />` },
  { label: 'assessment.state', status: true, narrow: true, cell: row => html`<${State} row=${row} />` },
  { label: 'assessment.window', fact: true, cell: row => windowDays(row) },
];

/** Some sessions of one state, with the way to all of them. */
function Some({ state, sort, heading, none, lead, actions }) {
  const data = useFetched(signal => sessions.list({ state, sort, pageSize: 5 }, signal), [state]);
  const total = data.value?.total ?? 0;
  const all = total > 5 && html`<a href=${`${at.sessions}?state=${state}`}>${plural('assessment.home.all', total)}</a>`;
  if (!none && data.value && total === 0) return null;
  return html`<${Section} plain title=${heading} lead=${lead} actions=${all}>
    <${Loaded} data=${data} height="8rem">${found => (found.rows.length
      ? html`<${DataTable} caption=${t('assessment.home.table', { name: heading })} rows=${found.rows} columns=${brief} actions=${actions ?? []} />`
      : html`<p class="muted">${none}</p>`)}<//><//>`;
}

function LowCredits({ data }) {
  if (!data.value || !credits.areLow(data.value)) return null;
  const { level, mayOwe } = data.value;
  const more = counts() ? html`<${ButtonLink} small href=${at.credits}>${t('assessment.home.to_credits')}<//>` : null;
  return html`<${Notice} tone="warn" title=${level > 0 ? plural('assessment.home.low', level) : t('assessment.home.no_credits')} actions=${more}>${t(mayOwe ? 'assessment.home.low_owe' : 'assessment.home.low_text')}<//>`;
}

const day = 24 * 3600;
// Days stand at their local midnight, where the axis has its marks.
const seconds = date => new Date(`${date}T00:00:00`).getTime() / 1000;

function Weeks({ weeks }) {
  const { x, lines } = useMemo(() => ({
    x: { label: t('assessment.home.week'), kind: 'time', values: weeks.map(week => seconds(week.week)), shown: value => timeTick(value, day) },
    lines: [{ label: t('assessment.home.done_sessions'), values: weeks.map(week => week.done) }],
  }), [weeks, language.value]);
  return html`<${Plot} label=${t('assessment.home.per_week')} x=${x} lines=${lines} file="sessions-per-week.csv" />`;
}

function Months() {
  const data = useFetched(signal => credits.perMonth(signal), []);
  const parts = useMemo(() => {
    if (!data.value) return null;
    const found = series(data.value, new Date(), 12);
    return {
      x: { label: t('assessment.home.month'), kind: 'time', values: found.values, shown: value => month(value * 1000) },
      lines: [{ label: t('assessment.home.credits_used'), values: found.ticks }],
    };
  }, [data.value, language.value]);
  return html`<${Loaded} data=${data} height="20rem">${() => parts && html`<${Plot} label=${t('assessment.home.per_month')} x=${parts.x} lines=${parts.lines} file="credits-per-month.csv" />`}<//>`;
}

const Now = ({ credit, here }) => html`<dl class="figures">
  <div><dt>${t('assessment.home.credits')}</dt><dd>${credit.value ? number(credit.value.level) : '–'}</dd></div>
  <div><dt>${t('assessment.home.candidates')}</dt><dd>${here.value ? number(here.value.candidates) : '–'}</dd></div>
</dl>`;

function Office({ data }) {
  const credit = useFetched(signal => credits.level(signal), []);
  const here = useFetched(signal => sessions.signedIn(signal), []);
  return html`
    <${LowCredits} data=${credit} />
    <${Loaded} data=${data} height="10rem">${found => (found.sessions.ready + found.sessions.running + found.sessions.done === 0
      ? html`<${Empty} icon="assessment" title=${t('assessment.home.empty.title')}>${t('assessment.home.empty.text')}<//>`
      : html`<${Desk} found=${found.sessions} />`)}<//>
    <${Now} credit=${credit} here=${here} />
    <${Some} state="over" sort="AllowedEndDateTime" heading=${t('assessment.home.over')} lead=${t('assessment.home.over_text')} />
    <${Some} state="running" sort="-StartedAt" heading=${t('assessment.home.running')} none=${t('assessment.home.running_none')} />
    <${Some} state="done" sort="-EndedAt" heading=${t('assessment.home.lately')} none=${t('assessment.home.lately_none')} actions=${[results]} />
    <div class="two">
      <${Loaded} data=${data} height="20rem">${found => html`<${Weeks} weeks=${found.weeks} />`}<//>
      <${Months} />
    </div>`;
}

/** Who writes tests or translates, but plans nothing: the ways to his own work. */
function Ways() {
  const pages = (allowed().find(area => area.id === 'assessment')?.pages ?? []).filter(page => page.href !== at.home);
  return html`<ul class="ways">${pages.map(page => html`<li key=${page.href}><${ButtonLink} icon=${page.icon} href=${page.href}>${t(page.label)}<//></li>`)}</ul>`;
}

export default function Home({ data }) {
  const plan = plans() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.newSession}>${t('assessment.plan')}<//>`;
  return html`<${Page} title=${t(title)} lead=${session.value?.company?.name} actions=${plan}>${plans() ? html`<${Office} data=${data} />` : html`<${Ways} />`}<//>`;
}
