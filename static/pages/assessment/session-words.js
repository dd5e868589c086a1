// How sessions are shown everywhere: their state, their window, links to them and to their persons.
import { html } from '../../vendor/ui.js';
import { date, dateSpan, dateTime, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import { Tag } from '../../components/status.js';
import { at } from './places.js';

/** ready, running, done, or over: not done though the end has passed. */
export const shownState = (row, now = Date.now()) => (row.state !== 'done' && row.until && new Date(row.until) < now ? 'over' : row.state);

/** The state; one whose end has passed says so, and how far it came. */
export function State({ row }) {
  const shown = shownState(row);
  const { word, tone } = status('session', shown);
  const more = row.isActive === false ? status('session', 'archived').word : shown === 'over' && row.state === 'running' ? status('session', 'running').word : null;
  return html`<${Tag} tone=${tone}>${more ? `${word} (${more})` : word}<//>`;
}

/** "21 Nov 2026, 09:00 – 5 Dec 2026, 18:00" in words that also say what is open. */
const spanned = ({ from, until }, shown) => (from && until ? t('assessment.window.both', { from: shown(from), until: shown(until) })
  : from ? t('assessment.window.from', { from: shown(from) }) : until ? t('assessment.window.until', { until: shown(until) }) : t('assessment.window.any'));
export const windowWords = row => spanned(row, dateTime);
/** The same for tables: days only. */
export const windowDays = row => (row.from && row.until ? dateSpan(row.from, row.until) : spanned(row, date));

export const SessionLink = ({ row }) => html`<a href=${at.session(row.id)}>${row.description || t('assessment.session.unnamed')}</a>`;
export const PersonLink = ({ row }) => (row.personId ? html`<a href=${at.person(row.personId)}>${row.person}</a>` : row.person);

/** Straight to what came out of a session; an action of tables. */
export const results = { label: 'assessment.results', icon: 'chart', when: row => row.state === 'done', href: row => at.results(row.id) };

/** A local time as its input takes it, and back as an instant; empty is no time. */
export const local = value => {
  if (!value) return '';
  const moment = new Date(value);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
export const instant = text => (text ? new Date(text).toISOString() : null);

/** What is wrong with a window in a form: { from, until } of codes. */
export const windowFaults = ({ from, until }) => ({ until: from && until && new Date(until) <= new Date(from) && 'before_start' });
