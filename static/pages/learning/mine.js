// My learning: where to go on, subjects, requests that wait, subjects one mentors, one's application to mentor.
import { html } from '../../vendor/ui.js';
import { clock, percent, plural, t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import { ButtonLink } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Progress } from '../../components/progress.js';
import { Status } from '../../components/status.js';
import { Tiles } from './browse.js';
import { way } from './picks.js';
import { at, hasRole, mentors } from './places.js';
import { resumeAt, shareOf } from './player-keys.js';
import { settled } from './positions.js';

export const title = 'learning.mine';

export async function load({ signal }) {
  await settled();
  return learning.mine(signal);
}

const begun = row => resumeAt(row.position) !== null;
const open = row => (row.isOpen ? at.subject(row.id) : null);
const topicsOf = row => html`<span>${plural('learning.topics_count', row.topics)}</span>`;
const learned = row => html`<span>${way(row)}</span>${row.isOpen ? topicsOf(row) : html`<span>${t('learning.not_open')}</span>`}`;
const mentored = row => html`<span>${way(row)}</span>${topicsOf(row)}${!row.isOpen && html`<${Status} noun="content" value="off" />`}`;

/** How much of its videos was watched, where it has any. */
const howFar = row => row.isOpen && row.share !== null && html`
  <${Progress} quiet label=${t('learning.how_far')} value=${row.share} detail=${t('learning.seen_of', { seen: row.seen, count: row.videos })}
    tone=${row.share === 1 ? 'ok' : 'accent'} />`;

const Watching = ({ rows }) => html`<ul class="watching" aria-label=${t('learning.watching')}>${rows.map(row => html`
  <li key=${row.id}><div class="tile-body"><a class="tile-name" href=${at.topic(row.id)}>${row.name}</a><span class="hint">${way(row)}</span></div>
    <${Progress} quiet label=${t('learning.stopped_at', { at: clock(row.position.seconds) })} value=${shareOf(row.position) ?? 0}
      detail=${percent(shareOf(row.position) ?? 0)} /></li>`)}</ul>`;

const date = (key, value) => html`<span class="muted">${t(key)} <${DateTime} value=${value} as="date" /></span>`;

function Requests({ rows }) {
  const asked = ({ status, reviewedAt, requestedAt }) => date(status === 'pending' ? 'learning.enrol.since' : 'learning.enrol.rejected_at', reviewedAt ?? requestedAt);
  const facts = row => html`<span>${way(row)}</span>${asked(row.enrollment)}
    ${row.enrollment.reason && html`<blockquote class="reason"><p>${row.enrollment.reason}</p></blockquote>`}`;
  return html`<${Tiles} rows=${rows} label=${t('learning.requests')} href=${open} facts=${facts}
    side=${row => html`<${Status} noun="enrollment" value=${row.enrollment.status} />`} />`;
}

/** Newest request of each subject: an older one that was declined says nothing any more. */
function latest(enrollments) {
  const bySubject = new Map();
  const newest = [...enrollments].sort((a, b) => Date.parse(b.requestedAt) - Date.parse(a.requestedAt));
  for (const row of newest) if (!bySubject.has(row.subject.id)) bySubject.set(row.subject.id, { ...row.subject, enrollment: row });
  return [...bySubject.values()];
}

function Mentoring({ applications, mentoring }) {
  const [last] = applications;
  if (mentors()) {
    return html`<${Section} plain title=${t('learning.mentored')}>${mentoring.length
      ? html`<${Tiles} rows=${mentoring} label=${t('learning.mentored')} href=${row => at.subject(row.id)} facts=${mentored}
        side=${row => html`<${ButtonLink} small icon="edit" href=${at.editBranch('subject', row.id)}>${t('learning.edit')}<//>`} />`
      : html`<p class="muted">${t('learning.mentored_none')}</p>`}<//>`;
  }
  if (!hasRole('learner') && !last) return null;
  return html`<${Section} plain title=${t('learning.mentor.become')}>
    ${last ? html`<div class="row"><${Status} noun="application" value=${last.status} />
        ${last.reviewedAt ? date('learning.mentor.decided_at', last.reviewedAt) : date('learning.mentor.sent_at', last.submittedAt)}</div>`
      : html`<p class="muted">${t('learning.mentor.lead')}</p>`}
    <div class="row"><${ButtonLink} href=${at.mentor}>${t(last ? 'learning.mentor.show' : 'learning.mentor.apply')}<//></div>
  <//>`;
}

function Content({ found }) {
  const all = latest(found.enrollments);
  const enrolled = all.filter(row => row.enrollment.status === 'approved');
  const others = all.filter(row => row.enrollment.status !== 'approved');
  const watching = found.watching.filter(begun);
  const asked = others.filter(row => row.enrollment.status === 'pending').length;
  const browse = html`<${ButtonLink} kind="primary" href=${at.levels}>${t('learning.browse')}<//>`;
  const mentoring = html`<${Mentoring} applications=${found.applications} mentoring=${found.mentoring} />`;
  const firstMentoring = found.mentoring.length > 0 && !enrolled.length; // whoever only mentors begins there
  const waiting = found.pending ? found.pending.enrollments + found.pending.applications : 0;
  return html`
    ${waiting > 0 && html`<${Notice} title=${plural('learning.decide', waiting)} actions=${html`<a href=${at.pending}>${t('learning.decide_show')}</a>`} />`}
    ${watching.length > 0 && html`<${Section} plain title=${t('learning.watching')}><${Watching} rows=${watching} /><//>`}
    ${firstMentoring && mentoring}
    <${Section} plain title=${t('learning.enrolled')}>${enrolled.length
      ? html`<${Tiles} rows=${enrolled} label=${t('learning.enrolled')} href=${open} facts=${learned} side=${howFar} />`
      : html`<${Empty} level=${3} icon="learning" title=${t('learning.enrolled_empty.title')} action=${browse}>${t('learning.enrolled_empty.text')}<//>`}<//>
    ${others.length > 0 && html`<${Section} plain title=${t('learning.requests')}>
      ${asked > 0 && html`<p class="muted">${plural('learning.requests_waiting', asked)}</p>`}<${Requests} rows=${others} /><//>`}
    ${!firstMentoring && mentoring}`;
}

export default function Mine({ data }) {
  return html`<${Page} title=${t(title)}><${Loaded} data=${data} height="30rem">${found => html`<${Content} found=${found} />`}<//><//>`;
}
