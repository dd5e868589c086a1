// Tests, batteries and report definitions.
import { need } from '../../i18n/text.js';
import { offer } from '../../commands.js';
import { page } from './gate.js';
import { owesCompany, works } from './places.js';

const words = ['assessment_tests', 'assessment_taking'];
const writing = (path, module) => page(path, module, { words, right: works });

export const routes = [
  writing('/app/assessment/tests', () => import('./tests.js')),
  writing('/app/assessment/tests/new', () => import('./test.js')),
  writing('/app/assessment/tests/{id:uuid}', () => import('./test.js')),
  writing('/app/assessment/batteries', () => import('./batteries.js')),
  writing('/app/assessment/batteries/new', () => import('./battery.js')),
  writing('/app/assessment/batteries/{id:uuid}', () => import('./battery.js')),
  writing('/app/assessment/report-definitions', () => import('./report-definitions.js')),
  writing('/app/assessment/report-definitions/new', () => import('./report-definition.js')),
  writing('/app/assessment/report-definitions/{id:uuid}', () => import('./report-definition.js')),
];

// Ctrl K finds tests; what that needs is fetched with the first search.
offer(async (text, signal) => {
  const [{ find }] = await Promise.all([import('./tests-finding.js'), need('assessment_tests')]);
  return find(text, signal);
}, () => works() && !owesCompany());
