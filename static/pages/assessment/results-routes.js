// Results and reports, credits, and what a company keeps: logins, lists, settings, translations, the trail.
import { keepsLogins, keepsWords } from './office-places.js';
import { counts, isMaster, owesCompany, researches, works } from './places.js';

const gated = async module => {
  const [found, { gate }] = await Promise.all([module(), import('./gate.js')]);
  return gate(found);
};
// Whoever still has to pick a company is sent to do so by the gate.
const page = (path, module, words, right = works) => ({ path, page: () => gated(module), words, right: () => right() || owesCompany() });

const words = ['assessment_office'];
const office = (path, module, right) => page(`/app/assessment/office${path}`, module, words, right);

export const routes = [
  page('/app/assessment/sessions/{id:uuid}/results', () => import('./results.js'), ['assessment_results']),
  page('/app/assessment/credits', () => import('./credits.js'), ['assessment_results'], counts),
  office('', () => import('./office.js')),
  office('/logins', () => import('./logins.js'), keepsLogins),
  office('/logins/new', () => import('./login.js'), keepsLogins),
  office('/logins/{id:uuid}', () => import('./login.js'), keepsLogins),
  office('/rights', () => import('./rights.js'), keepsLogins),
  office('/companies', () => import('./companies.js'), isMaster),
  office('/companies/new', () => import('./company.js'), isMaster),
  office('/companies/{id:uuid}', () => import('./company.js'), isMaster),
  office('/organisations', () => import('./lists.js').then(lists => lists.organisations)),
  office('/educations', () => import('./lists.js').then(lists => lists.educations)),
  office('/nationalities', () => import('./lists.js').then(lists => lists.nationalities)),
  office('/settings', () => import('./settings.js'), keepsLogins),
  office('/translations', () => import('./translations.js'), keepsWords),
  office('/translations/{language:name}', () => import('./translations-language.js'), keepsWords),
  office('/audit', () => import('./audit.js')),
  office('/data', () => import('./office-data.js'), researches),
];
