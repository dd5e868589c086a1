// What needs somebody, worst first: [{ key, icon, tone, title, lines, href, link }]. What may be read is decided by the server; this only words it.
import { bytes, dateTime, percent, plural, t } from '../../i18n/text.js';
import { at as assessment } from '../assessment/places.js';
import { at as learning } from '../learning/places.js';

const nearlyFull = 0.9;
const scarce = 0.1; // of the disk is free

const remedies = { mail: 'start.remedy.mail', webhook: 'start.remedy.webhook', objects: 'start.remedy.objects', files: 'start.remedy.files', uploads: 'start.remedy.files' };
const works = { mail: 'start.work.mail', webhook: 'start.work.webhook', objects: 'start.work.objects', files: 'start.work.files', uploads: 'start.work.files' };
const group = kind => (kind.split('.')[0] in remedies ? kind.split('.')[0] : 'other');

/** Failed jobs by what kind of work they are: each with how many, the last error and what can be done. */
export function failures(deadJobs) {
  const groups = new Map();
  for (const row of deadJobs) {
    const name = group(row.kind);
    const known = groups.get(name);
    groups.set(name, known ? { ...known, jobs: known.jobs + row.jobs } : { name, jobs: row.jobs, error: row.error });
  }
  return [...groups.values()].map(({ name, jobs: count, error }) => [
    plural(works[name] ?? 'start.work.other', count), error && t('start.said', { error }), t(remedies[name] ?? 'start.remedy.other'),
  ].filter(Boolean));
}

const jobs = '/app/administration/jobs';

function ofStore(state) {
  if (!state || state === 'up') return null;
  return { key: 'store', icon: 'archive', tone: 'danger', title: t(state === 'refuses' ? 'start.store_refuses' : 'start.store_away'), lines: [[t('start.store_text')]] };
}

function ofDisk({ free, total }) {
  if (free >= total * scarce) return null;
  return { key: 'disk', icon: 'archive', tone: 'danger', title: t('start.disk', { free: bytes(free), total: bytes(total) }), lines: [[t('start.disk_text')]] };
}

const ofAccount = (row, quota) => ({
  key: `full-${row.id}`, icon: 'person', tone: 'warn', title: t('start.full', { name: row.name, share: percent(row.used / quota) }), lines: [[t('start.full_text')]],
  href: `/app/administration/accounts/${row.id}`, link: t('start.full_show'),
});

function ofSystem({ deadJobs, lateJobs, objectStore, disk }) {
  const count = deadJobs.reduce((sum, row) => sum + row.jobs, 0);
  return [
    ofStore(objectStore),
    ofDisk(disk),
    count > 0 && { key: 'dead', icon: 'jobs', tone: 'danger', title: plural('start.dead', count), lines: failures(deadJobs), href: `${jobs}?state=dead`, link: t('start.dead_show') },
    lateJobs > 0 && { key: 'late', icon: 'clock', tone: 'warn', title: plural('start.late', lateJobs), lines: [[t('start.late_text')]], href: `${jobs}?state=waiting`, link: t('start.late_show') },
    ...disk.full.map(row => ofAccount(row, disk.quota)),
  ];
}

function ofReceiver(row) {
  const why = row.status ? t('start.delivery_status', { status: String(row.status) }) : null;
  return {
    key: `webhook-${row.id}`, icon: 'link', tone: 'danger',
    title: row.isGone ? t('start.delivery_gone', { name: row.name }) : t('start.delivery', { name: row.name, count: row.failed }),
    lines: [[why, t(row.isGone ? 'start.remedy.gone' : 'start.remedy.delivery')].filter(Boolean)],
    href: `/app/training/webhooks?tab=deliveries&state=dead&webhook=${row.id}`, link: t('start.delivery_show'),
  };
}

/** Is an instant of the API a day that people mean? Its "always" is 2000 to 2100. */
export const isSomeDay = value => new Date(value).getUTCFullYear() > 2001 && new Date(value).getUTCFullYear() < 2090;

const ofOwnTests = ({ open, begun, until }) => open > 0 && {
  key: 'taking', icon: 'assessment', tone: 'info', title: plural('start.taking', open),
  lines: until && isSomeDay(until) ? [[t('start.taking_until', { when: dateTime(until) })]] : [],
  href: assessment.taking, link: t(begun > 0 ? 'start.taking_go_on' : 'start.taking_show'),
};

const ofOffice = ({ overdue }) => overdue > 0 && {
  key: 'overdue', icon: 'assessment', tone: 'warn', title: plural('start.overdue', overdue), lines: [[t('start.overdue_text')]], href: assessment.sessions, link: t('start.overdue_show'),
};

function ofDecisions({ enrollments, applications }) {
  const waiting = enrollments + applications;
  return waiting > 0 && { key: 'decisions', icon: 'learning', tone: 'info', title: plural('start.undecided', waiting), lines: [], href: learning.pending, link: t('start.undecided_show') };
}

const ofStorage = ({ used, quota }) => quota && used >= quota * nearlyFull && {
  key: 'quota', icon: 'archive', tone: 'warn', title: t('start.quota', { used: bytes(used), quota: bytes(quota) }), lines: [[t('start.quota_text')]],
};

export function attention({ system, deliveries, decisions, storage, tests, taking }) {
  return [
    ...(system ? ofSystem(system) : []),
    ...(deliveries ?? []).map(ofReceiver),
    taking && ofOwnTests(taking), tests && ofOffice(tests), decisions && ofDecisions(decisions), storage && ofStorage(storage),
  ].filter(Boolean);
}

/** How many participants wait to be marked. */
export const toMark = row => [
  row.registered > 0 && plural('start.marks_registered', row.registered), row.attended > 0 && plural('start.marks_attended', row.attended),
].filter(Boolean).join(' · ');
