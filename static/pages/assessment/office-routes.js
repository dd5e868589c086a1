// The test office: overview, sessions, groups, persons.
import { need } from '../../i18n/text.js';
import { offer } from '../../commands.js';
import { page } from './gate.js';
import { isOpen, owesCompany, plans } from './places.js';

const words = ['assessment'];
const planning = (path, module) => page(path, module, { words, right: plans });

export const routes = [
  page('/app/assessment', () => import('./home.js'), { words, right: found => found.kind === 'account' }),
  planning('/app/assessment/sessions', () => import('./sessions.js')),
  planning('/app/assessment/sessions/new', () => import('./plan.js')),
  planning('/app/assessment/sessions/{id:uuid}', () => import('./session.js')),
  planning('/app/assessment/groups', () => import('./groups.js')),
  planning('/app/assessment/groups/{id:uuid}', () => import('./group.js')),
  planning('/app/assessment/persons', () => import('./persons.js')),
  planning('/app/assessment/persons/{id:uuid}', () => import('./person.js')),
];

// Ctrl K finds persons and sessions; what that needs is fetched with the first search.
offer(async (text, signal) => {
  const [{ find }] = await Promise.all([import('./person-finding.js'), need('assessment', 'status')]);
  return find(text, signal);
}, () => isOpen() && !owesCompany() && plans());
