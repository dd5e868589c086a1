// Tests, batteries and report definitions.
import { effect } from '../../vendor/ui.js';
import { need } from '../../i18n/text.js';
import { providers } from '../../commands.js';
import { session } from '../../state/session.js';
import { owesCompany, works } from './places.js';

const words = ['assessment_tests', 'assessment_taking'];
const gated = async module => {
  const [found, { gate }] = await Promise.all([module(), import('./gate.js')]);
  return gate(found);
};
const page = (path, module) => ({ path, page: () => gated(module), words, right: works });

export const routes = [
  page('/app/assessment/tests', () => import('./tests.js')),
  page('/app/assessment/tests/new', () => import('./test.js')),
  page('/app/assessment/tests/{id:uuid}', () => import('./test.js')),
  page('/app/assessment/batteries', () => import('./batteries.js')),
  page('/app/assessment/batteries/new', () => import('./battery.js')),
  page('/app/assessment/batteries/{id:uuid}', () => import('./battery.js')),
  page('/app/assessment/report-definitions', () => import('./report-definitions.js')),
  page('/app/assessment/report-definitions/new', () => import('./report-definition.js')),
  page('/app/assessment/report-definitions/{id:uuid}', () => import('./report-definition.js')),
];

// Ctrl K finds tests; what that needs is fetched with the first search.
const found = async (text, signal) => {
  const [{ find }] = await Promise.all([import('./tests-finding.js'), need('assessment_tests')]);
  return find(text, signal);
};

effect(() => {
  const others = providers.peek().filter(provider => provider !== found);
  providers.value = session.value && works() && !owesCompany() ? [...others, found] : others;
});
