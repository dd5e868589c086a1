// The rail: areas and pages, each with the entry of the session's `rail` (or a rule) that opens it.
import * as assessment from './pages/assessment/places.js';
import * as learning from './pages/learning/places.js';
import { manages } from './pages/training/places.js';
import { isAdmin, opens } from './state/session.js';

export const areas = [
  { id: 'start', label: 'shell.nav.start', icon: 'start', href: '/app', when: () => true },
  {
    id: 'research', label: 'shell.nav.research', icon: 'research',
    pages: [
      { label: 'shell.nav.records', icon: 'record', href: '/app/research/records', when: () => opens('records') },
      { label: 'shell.nav.collections', icon: 'collection', href: '/app/research/collections', when: () => opens('records') },
      { label: 'shell.nav.templates', icon: 'template', href: '/app/research/templates', when: () => opens('records') },
      { label: 'shell.nav.groups', icon: 'people', href: '/app/research/groups', when: () => opens('records') },
    ],
  },
  {
    id: 'training', label: 'shell.nav.training', icon: 'training',
    pages: [
      { label: 'shell.nav.trainings', icon: 'training', href: '/app/training/trainings', when: () => opens('trainings') },
      { label: 'shell.nav.my_trainings', icon: 'check', href: '/app/training/mine', when: () => opens('trainings') },
      { label: 'shell.nav.training_numbers', icon: 'chart', href: '/app/training/numbers', when: () => opens('trainings') && manages() },
      { label: 'shell.nav.training_people', icon: 'people', href: '/app/training/people', when: () => opens('trainings') && isAdmin('training') },
      { label: 'shell.nav.webhooks', icon: 'link', href: '/app/training/webhooks', when: () => opens('trainings') && isAdmin('training') },
    ],
  },
  {
    id: 'learning', label: 'shell.nav.learning', icon: 'learning',
    pages: [
      { label: 'shell.nav.courses', icon: 'learning', href: learning.at.levels, when: learning.isOpen },
      { label: 'shell.nav.my_learning', icon: 'check', href: learning.at.mine, when: learning.isOpen },
      { label: 'shell.nav.learning_contents', icon: 'edit', href: '/app/learning/edit', when: () => learning.manages() || learning.mentors() },
      { label: 'shell.nav.learning_decisions', icon: 'done', href: '/app/learning/pending', when: learning.manages },
      { label: 'shell.nav.learning_people', icon: 'people', href: '/app/learning/people', when: learning.manages },
      { label: 'shell.nav.learning_plans', icon: 'chart', href: '/app/learning/plans', when: learning.manages },
      { label: 'shell.nav.learning_plan', icon: 'chart', href: '/app/learning/plan', when: () => learning.isOpen() && !learning.manages() },
    ],
  },
  {
    id: 'assessment', label: 'shell.nav.assessment', icon: 'assessment',
    pages: [
      { label: 'shell.nav.assessment_home', icon: 'assessment', href: assessment.at.home, when: assessment.works },
      { label: 'shell.nav.sessions', icon: 'check', href: assessment.at.sessions, when: assessment.plans },
      { label: 'shell.nav.persons', icon: 'person', href: assessment.at.persons, when: assessment.plans },
      { label: 'shell.nav.tests', icon: 'list', href: assessment.at.tests, when: assessment.works },
      { label: 'shell.nav.credits', icon: 'chart', href: assessment.at.credits, when: assessment.counts },
      { label: 'shell.nav.my_tests', icon: 'edit', href: assessment.at.taking, when: assessment.takes },
      { label: 'shell.nav.office', icon: 'settings', href: assessment.at.office, when: assessment.works },
    ],
  },
  {
    id: 'administration', label: 'shell.nav.administration', icon: 'administration',
    pages: [
      { label: 'shell.nav.accounts', icon: 'person', href: '/app/administration/accounts', when: () => opens('accounts') },
      { label: 'shell.nav.jobs', icon: 'jobs', href: '/app/administration/jobs', when: () => opens('jobs') && isAdmin() },
    ],
  },
];

export const settings = { label: 'shell.nav.settings', icon: 'settings', href: '/app/settings' };

/** What this session may open: [{ id, label, icon, href } or { …, pages }]. */
export const allowed = () => areas
  .map(area => (area.pages ? { ...area, pages: area.pages.filter(page => page.when()) } : area))
  .filter(area => (area.pages ? area.pages.length > 0 : area.when()));

/** Is a page of the rail the one that is shown, or above it? */
export const holds = (href, path) => (href === '/app' ? path === '/app' || path === '/' : path === href || (href !== assessment.at.home && path.startsWith(`${href}/`)) || (href === '/app/research/records' && (path.startsWith('/records/') || path === '/app/research/trash')) || (href === learning.at.mine && path === learning.at.mentor) || (href === assessment.at.sessions && (path === assessment.at.groups || path.startsWith(`${assessment.at.groups}/`))) || (href === '/app/learning/levels' && /^\/app\/learning(\/(grades|subjects|topics)\/[^/]*)?$/.test(path)) || (href === '/app/learning/edit' && /^\/app\/learning\/(topics\/[^/]+\/edit|subjects\/[^/]+\/topics\/new)$/.test(path)) || (href === assessment.at.tests && [assessment.at.batteries, assessment.at.reportDefinitions].some(list => path.startsWith(list))) || (href === '/app/research/collections' && path.startsWith('/collections/')) || (href === '/app/research/templates' && path.startsWith('/templates/')) || (href === '/app/research/groups' && (path.startsWith('/groups/') || path.startsWith('/users/'))));
