// Results and reports, credits, and what a company keeps: logins, lists, settings, translations, the trail.
import { counts, owesCompany, works } from './places.js';

const gated = async module => {
  const [found, { gate }] = await Promise.all([module(), import('./gate.js')]);
  return gate(found);
};
// Whoever still has to pick a company is sent to do so by the gate.
const page = (path, module, words, right = works) => ({ path, page: () => gated(module), words, right: () => right() || owesCompany() });

export const routes = [
  page('/app/assessment/sessions/{id:uuid}/results', () => import('./results.js'), ['assessment_results']),
  page('/app/assessment/credits', () => import('./credits.js'), ['assessment_results'], counts),
];
