// The rail: areas and pages, each with the rule that opens it; what Ctrl K finds beside them.
import * as assessment from './pages/assessment/places.js';
import { groupsOf, keepsLogins, office } from './pages/assessment/office-places.js';
import * as learning from './pages/learning/places.js';
import * as research from './pages/research/places.js';
import { subjects } from './pages/settings/places.js';
import * as training from './pages/training/places.js';
import { pattern } from './router.js';
import { account, isAdmin, opens, session } from './state/session.js';

/**
 * A page of the rail. `holds`: the addresses that belong to it beside its own and those below that, written as route tables write them; `alone`: none below it.
 * `under`: pages that are reached from it and have no place in the rail, [{ label, href, when, icon }], or a function that makes them: Ctrl K finds them.
 */
const page = (label, icon, href, when, { holds = [], under = [], alone = false } = {}) => ({ label, icon, href, when, holds, under, alone });
const always = () => true;

const records = () => opens('records');
const creates = () => records() && research.mayCreate();
const researchPages = [
  page('shell.nav.records', 'record', research.at.records, records, {
    holds: ['/records/{rest:path}', research.at.trash],
    under: [
      { label: 'research.records.new', icon: 'plus', href: research.at.create, when: creates },
      { label: 'research.trash.title', icon: 'trash', href: research.at.trash, when: records },
      { label: 'shell.own_research', icon: 'research', href: () => `/users/${account().id}`, when: records },
    ],
  }),
  page('shell.nav.collections', 'collection', research.at.collections, records, {
    holds: ['/collections/{rest:path}'], under: [{ label: 'collections.new', icon: 'plus', href: research.at.createCollection, when: creates }],
  }),
  page('shell.nav.templates', 'template', research.at.templates, records, {
    holds: ['/templates/{rest:path}'], under: [{ label: 'templates.new', icon: 'plus', href: research.at.createTemplate, when: creates }],
  }),
  page('shell.nav.groups', 'people', research.at.groups, records, {
    holds: ['/groups/{rest:path}'], under: [{ label: 'groups.new', icon: 'plus', href: research.at.createGroup, when: creates }],
  }),
];

const trains = () => opens('trainings');
const managesTrainings = () => trains() && training.manages();
const administersTrainings = () => trains() && isAdmin('training');
const trainingPages = [
  page('shell.nav.trainings', 'training', training.at.trainings, trains, {
    under: [{ label: 'training.new', icon: 'plus', href: training.at.create, when: managesTrainings }],
  }),
  page('shell.nav.my_trainings', 'check', training.at.mine, trains),
  page('shell.nav.training_numbers', 'chart', training.at.numbers, managesTrainings),
  page('shell.nav.training_people', 'people', training.at.people, administersTrainings),
  page('shell.nav.webhooks', 'link', '/app/training/webhooks', administersTrainings),
];

const learningPages = [
  page('shell.nav.courses', 'learning', learning.at.levels, learning.isOpen, {
    holds: ['/app/learning', learning.at.grade('{id}'), learning.at.subject('{id}'), learning.at.topic('{id}')],
  }),
  page('shell.nav.my_learning', 'check', learning.at.mine, learning.isOpen, {
    holds: [learning.at.mentor], under: [{ label: 'learning.mentor.title', icon: 'person', href: learning.at.mentor, when: learning.isOpen }],
  }),
  page('shell.nav.learning_contents', 'edit', learning.at.editTree, () => learning.manages() || learning.mentors(), {
    holds: [learning.at.editTopic('{id}'), '/app/learning/subjects/{id}/topics/new'],
  }),
  page('shell.nav.learning_decisions', 'done', learning.at.pending, learning.manages),
  page('shell.nav.learning_people', 'people', '/app/learning/people', learning.manages),
  page('shell.nav.learning_plans', 'chart', '/app/learning/plans', learning.manages, {
    holds: ['/app/learning/plan'], under: [{ label: 'shell.nav.learning_plan', href: '/app/learning/plan', when: learning.manages }],
  }),
  page('shell.nav.learning_plan', 'chart', '/app/learning/plan', () => learning.isOpen() && !learning.manages()),
];

/** Who still has to pick a company knows only the entrances; behind them stands the question. */
const inCompany = when => () => when() && !assessment.owesCompany();
const officePages = () => [
  ...groupsOf().flatMap(group => group.entries),
  { label: 'assessment_office.logins.new', icon: 'plus', href: office.newLogin, when: keepsLogins },
  { label: 'assessment_office.companies.new', icon: 'plus', href: office.newCompany, when: assessment.isMaster },
];
const assessmentPages = [
  page('shell.nav.assessment_home', 'assessment', assessment.at.home, assessment.works, { alone: true }),
  page('shell.nav.sessions', 'check', assessment.at.sessions, assessment.plans, {
    holds: [assessment.at.groups, assessment.at.group('{id}')],
    under: [
      { label: 'assessment.plan', icon: 'plus', href: assessment.at.newSession, when: inCompany(assessment.plans) },
      { label: 'assessment.groups', icon: 'people', href: assessment.at.groups, when: inCompany(assessment.plans) },
    ],
  }),
  page('shell.nav.persons', 'person', assessment.at.persons, assessment.plans),
  page('shell.nav.tests', 'list', assessment.at.tests, assessment.works, {
    holds: [assessment.at.batteries, assessment.at.battery('{id}'), assessment.at.reportDefinitions, assessment.at.reportDefinition('{id}')],
    under: [
      { label: 'assessment_tests.batteries', href: assessment.at.batteries, when: inCompany(assessment.works) },
      { label: 'assessment_tests.definitions', icon: 'file', href: assessment.at.reportDefinitions, when: inCompany(assessment.works) },
      { label: 'assessment_tests.new_test', icon: 'plus', href: assessment.at.test('new'), when: inCompany(assessment.writesTests) },
      { label: 'assessment_tests.new_battery', icon: 'plus', href: assessment.at.battery('new'), when: inCompany(assessment.works) },
      { label: 'assessment_tests.new_definition', icon: 'plus', href: assessment.at.reportDefinition('new'), when: inCompany(assessment.writesReports) },
    ],
  }),
  page('shell.nav.credits', 'chart', assessment.at.credits, assessment.counts),
  page('shell.nav.my_tests', 'edit', assessment.at.taking, assessment.takes),
  page('shell.nav.office', 'settings', assessment.at.office, assessment.works, { under: () => (assessment.owesCompany() ? [] : officePages()) }),
];

const seesAccounts = () => opens('accounts');
const administrationPages = [
  page('shell.nav.accounts', 'person', '/app/administration/accounts', seesAccounts, {
    under: [{ label: 'administration.accounts.add', icon: 'plus', href: '/app/administration/accounts?new=1', when: seesAccounts }],
  }),
  page('shell.nav.jobs', 'jobs', '/app/administration/jobs', () => opens('jobs') && isAdmin()),
];

const areas = [
  { id: 'start', ...page('shell.nav.start', 'start', '/app', always, { holds: ['/'], alone: true }) },
  { id: 'research', label: 'shell.nav.research', pages: researchPages },
  { id: 'training', label: 'shell.nav.training', pages: trainingPages },
  { id: 'learning', label: 'shell.nav.learning', pages: learningPages },
  { id: 'assessment', label: 'shell.nav.assessment', pages: assessmentPages },
  { id: 'administration', label: 'shell.nav.administration', pages: administrationPages },
];

const ownPages = [
  ...subjects,
  { label: 'settings.tokens.new', icon: 'plus', href: '/app/settings/tokens?new=1' },
  { label: 'applications.new', icon: 'plus', href: '/app/settings/applications/new' },
  { label: 'shell.company', icon: 'people', href: '/app/company', when: () => session.value.companies.length > 1 },
  { label: 'gallery.title', icon: 'table', href: '/app/components' },
];

export const settings = page('shell.nav.settings', 'settings', '/app/settings', always, { holds: ['/app/company'], under: ownPages });

/** What this session may open: [{ id, label, icon, href } or { …, pages }]. */
export const allowed = () => areas
  .map(area => (area.pages ? { ...area, pages: area.pages.filter(entry => entry.when()) } : area))
  .filter(area => (area.pages ? area.pages.length > 0 : area.when()));

const belowOf = entry => (typeof entry.under === 'function' ? entry.under() : entry.under).filter(below => !below.when || below.when());

/** Every page of the session for Ctrl K: [{ label, icon, href, area }], those of the rail (`main`) before those below them. Labels and areas are keys. */
export function everyPage() {
  const shown = [
    ...allowed().flatMap(area => (area.pages ?? [area]).map(entry => ({ ...entry, area: area.pages && area.label }))),
    ...(account() ? [settings] : []),
  ];
  const below = entry => belowOf(entry).map(({ label, icon = entry.icon, href }) => ({ label, icon, href: typeof href === 'function' ? href() : href, area: entry.area ?? entry.label }));
  const pages = [...shown.map(({ label, icon, href, area }) => ({ label, icon, href, area, main: true })), ...shown.flatMap(below)];
  return pages.filter(({ href }, i) => pages.findIndex(other => other.href === href) === i);
}

/** Is a page of the rail the one that is shown, or above it? */
export function holds(entry, path) {
  if (path === entry.href || (!entry.alone && path.startsWith(`${entry.href}/`))) return true;
  entry.patterns ??= entry.holds.map(pattern);
  return entry.patterns.some(held => held.test(path));
}
