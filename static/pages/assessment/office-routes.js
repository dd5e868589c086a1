// The test office: overview, sessions, groups, persons.
import { effect } from '../../vendor/ui.js';
import { need } from '../../i18n/text.js';
import { providers } from '../../commands.js';
import { session } from '../../state/session.js';
import { isOpen, owesCompany, plans } from './places.js';

const gated = async module => {
  const [found, { gate }] = await Promise.all([module(), import('./gate.js')]);
  return gate(found);
};
const page = (path, module, right) => ({ path, page: () => gated(module), words: ['assessment'], right });
// Whoever still has to pick a company is sent to do so by the gate.
const planning = (path, module) => page(path, module, () => plans() || owesCompany());

export const routes = [
  page('/app/assessment', () => import('./home.js'), found => found.kind === 'account'),
  planning('/app/assessment/sessions', () => import('./sessions.js')),
  planning('/app/assessment/sessions/new', () => import('./plan.js')),
  planning('/app/assessment/sessions/{id:uuid}', () => import('./session.js')),
  planning('/app/assessment/groups', () => import('./groups.js')),
  planning('/app/assessment/groups/{id:uuid}', () => import('./group.js')),
  planning('/app/assessment/persons', () => import('./persons.js')),
  planning('/app/assessment/persons/{id:uuid}', () => import('./person.js')),
];

// Ctrl K finds persons and sessions; what that needs is fetched with the first search.
const found = async (text, signal) => {
  const [{ find }] = await Promise.all([import('./person-finding.js'), need('assessment', 'status')]);
  return find(text, signal);
};

effect(() => {
  const others = providers.peek().filter(provider => provider !== found);
  providers.value = session.value && isOpen() && !owesCompany() && plans() ? [...others, found] : others;
});
