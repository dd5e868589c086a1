// The parts of the start page: each a heading over a few lines, or the reason why it could not be read. A part without lines is not shown.
import { html } from '../../vendor/ui.js';
import { ago, bytes, clock, dateTime, percent, plural, t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Refused } from '../../components/refused.js';
import { Tag } from '../../components/status.js';
import { at as assessment } from '../assessment/places.js';
import { way } from '../learning/picks.js';
import { at as learning } from '../learning/places.js';
import { resumeAt, shareOf } from '../learning/player-keys.js';
import { at as research } from '../research/places.js';
import { duration } from '../training/durations.js';
import { useAttempt } from '../../state/attempt.js';
import { at as training } from '../training/places.js';
import { isSomeDay, toMark } from './attention.js';

/** What needs somebody: sentence, what can be done, and the way there. */
export const Attention = ({ items }) => html`<section class="start-part" aria-labelledby="start-attention">
  <h2 id="start-attention">${t('start.attention')}</h2>
  <ul class="start-lines">${items.map(item => html`<li key=${item.key} class=${`start-line attention ${item.tone}`}>
    <${Icon} name=${item.icon} />
    <div class="start-body"><strong>${item.title}</strong>${item.lines.map(line => html`<span class="hint" key=${line[0]}>${line.join(' ')}</span>`)}</div>
    ${item.href && html`<a class="start-go" href=${item.href}>${item.link}</a>`}</li>`)}</ul></section>`;

const Line = ({ href, title, text, side }) => html`<li class="start-line">
  <div class="start-body"><a class="start-name" href=${href}>${title}</a>${text && html`<span class="hint">${text}</span>`}</div>
  ${side && html`<div class="start-side">${side}</div>`}</li>`;

/** `more`: { href, label } leads to the whole list. */
const Part = ({ name, title, more, children }) => html`<section class="start-part" aria-labelledby=${`start-${name}`}>
  <header class="start-head"><h2 id=${`start-${name}`}>${title}</h2>${more && html`<a href=${more.href}>${more.label}</a>`}</header>${children}</section>`;

const Lines = ({ rows, children }) => html`<ul class="start-lines">${rows.map(children)}</ul>`;

const failedTitles = { tests: 'start.tests', trainings: 'start.trainings_mine', watching: 'start.go_on', uploads: 'start.go_on', learning: 'start.learning', records: 'start.changed' };

/** A part that failed says so in its place; the rest lives. `again` asks for it alone, `put(name, answer)` gets what came. */
export function Missing({ name, again, put }) {
  const [attempt, { failure, busy }] = useAttempt();
  const heading = `start-failed-${name}`;
  return html`<section class="start-part" aria-labelledby=${heading}>
    <h2 id=${heading}>${t(failedTitles[name] ?? 'start.attention')}</h2>
    <${Refused} words=${failure} />
    <div class="start-missing" role="status"><p class="muted">${t('start.part_failed')}</p>
      <${Button} small icon="repeat" busy=${busy} onClick=${() => attempt(again, fresh => put(name, fresh))}>${t('components.try_again')}<//></div></section>`;
}

const states = {
  overdue: () => html`<${Tag} tone="warn">${t('start.test_overdue')}<//>`, running: () => html`<${Tag} tone="info">${t('start.test_running')}<//>`,
  waiting: () => html`<${Tag}>${t('start.test_waiting')}<//>`, planned: () => html`<${Tag}>${t('start.test_planned')}<//>`,
};
const countWords = { overdue: 'start.tests_overdue', running: 'start.tests_running', waiting: 'start.tests_waiting', planned: 'start.tests_planned' };

function when(row) {
  if (row.state === 'planned') return t('start.test_from', { when: dateTime(row.from) });
  if (row.state === 'overdue') return t('start.test_due', { when: dateTime(row.until) });
  return isSomeDay(row.until) ? t('start.test_until', { when: dateTime(row.until) }) : null;
}

const testLine = row => html`<${Line} key=${row.id} href=${assessment.session(row.id)} title=${row.person || row.description || t('start.test_nameless')}
  text=${[row.person && row.description, when(row)].filter(Boolean).join(' · ')} side=${states[row.state]()} />`;

export function Tests({ tests }) {
  const counts = Object.keys(countWords).filter(state => tests[state] > 0).map(state => t(countWords[state], { count: tests[state] }));
  return html`<${Part} name="tests" title=${t('start.tests')} more=${{ href: assessment.sessions, label: t('start.tests_all') }}>
    <p class="muted">${counts.join(' · ')}</p>
    <${Lines} rows=${tests.sessions}>${testLine}<//><//>`;
}

const share = row => html`<div class="start-share"><span class="muted">${percent(row.share)}</span><span class="start-track" aria-hidden="true"><span style=${{ transform: `scaleX(${row.share})` }}></span></span></div>`;

const uploadText = row => [
  row.of, row.words ?? t(row.isProcessing ? 'start.upload_processing' : 'start.upload_safe', { share: percent(row.share), size: bytes(row.size) }),
  !row.isRunning && row.expiresAt && t('start.upload_until', { when: dateTime(row.expiresAt) }),
].filter(Boolean).join(' · ');

const watchedText = row => [way(row), t('start.watched', { at: clock(resumeAt(row.position) ?? row.position.seconds) })].join(' · ');

export const GoOn = ({ uploads, watching }) => html`<${Part} name="go-on" title=${t('start.go_on')}>
  <ul class="start-lines">
    ${uploads.map(row => html`<${Line} key=${row.key} href=${row.href} title=${row.name} text=${uploadText(row)} side=${share(row)} />`)}
    ${watching.map(row => html`<${Line} key=${row.id} href=${learning.topic(row.id)} title=${row.name} text=${watchedText(row)} side=${share({ share: shareOf(row.position) ?? 0 })} />`)}
  </ul><//>`;

const taking = { registered: () => html`<${Tag} tone="info">${t('start.registered')}<//>`, attended: () => html`<${Tag} tone="ok">${t('start.attended')}<//>` };
const given = row => [row.instructor, duration(row.minutes)].join(' · ');

const since = value => html`<time class="muted" datetime=${value}>${ago(value)}</time>`;
const markLine = row => html`<${Line} key=${row.id} href=${training.training(row.id, 'participants')} title=${row.title} text=${toMark(row)} />`;
const ownLine = row => html`<${Line} key=${row.id} href=${training.training(row.id)} title=${row.title} text=${given(row)} side=${taking[row.status]()} />`;
const newLine = row => html`<${Line} key=${row.id} href=${training.training(row.id)} title=${row.title} text=${given(row)} side=${since(row.createdAt)} />`;

const everyTraining = () => ({ href: training.trainings, label: t('start.trainings_all') });
const myTrainings = () => ({ href: training.mine, label: t('start.trainings_own_all') });

/** Those one gives and those one goes to. */
export const Trainings = ({ trainings: { own, toMark: marks } }) => html`<${Part} name="trainings" title=${t('start.trainings_mine')} more=${own.length ? myTrainings() : everyTraining()}>
  ${marks.length > 0 && html`<h3>${t('start.trainings_mark')}</h3><${Lines} rows=${marks}>${markLine}<//>`}
  ${own.length > 0 && html`${marks.length > 0 && html`<h3>${t('start.trainings_own')}</h3>`}<${Lines} rows=${own}>${ownLine}<//>`}<//>`;

/** What others offer since a week: the last thing on the page, and short. */
export const NewTrainings = ({ rows }) => html`<${Part} name="new" title=${t('start.trainings_new')} more=${everyTraining()}>
  <${Lines} rows=${rows.slice(0, 3)}>${newLine}<//><//>`;

const topics = row => html`<span class="muted">${plural('start.topics', row.topics)}</span>`;
const subjectLine = row => html`<${Line} key=${row.id} href=${learning.subject(row.id)} title=${row.name} text=${way(row)} side=${topics(row)} />`;
const mentoredLine = row => html`<${Line} key=${row.id} href=${learning.editBranch('subject', row.id)} title=${row.name} text=${way(row)} side=${topics(row)} />`;

/** Subjects one learns in, those one looks after, requests that wait. */
export const Learning = ({ learning: { subjects, mentored, waiting } }) => html`<${Part} name="learning" title=${t('start.learning')} more=${{ href: learning.mine, label: t('start.learning_all') }}>
  ${waiting > 0 && html`<p class="muted">${plural('start.learning_waiting', waiting)}</p>`}
  ${subjects.length > 0 && html`<${Lines} rows=${subjects}>${subjectLine}<//>`}
  ${mentored.length > 0 && html`<h3>${t('start.learning_mentored')}</h3><${Lines} rows=${mentored}>${mentoredLine}<//>`}<//>`;

const recordText = row => [!row.isOwn && row.creator, row.type, row.identifier].filter(Boolean).join(' · ');
const record = row => html`<${Line} key=${row.id} href=${research.record(row.id)} title=${row.title} text=${recordText(row)} side=${since(row.updatedAt)} />`;

export function Records({ records }) {
  const [own, others] = [records.filter(row => row.isOwn), records.filter(row => !row.isOwn)];
  return html`<${Part} name="records" title=${t('start.changed')} more=${{ href: research.records, label: t('start.changed_all') }}>
    ${own.length > 0 && html`<${Lines} rows=${own}>${record}<//>`}
    ${others.length > 0 && html`${own.length > 0 && html`<h3>${t('start.changed_others')}</h3>`}<${Lines} rows=${others}>${record}<//>`}<//>`;
}
