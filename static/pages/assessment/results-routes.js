// Results and reports, credits, and what a company keeps: logins, lists, settings, translations, the trail.
import { page } from './gate.js';
import { keepsLogins, keepsWords } from './office-places.js';
import { counts, isMaster, researches, works } from './places.js';

const results = (path, module, right = works) => page(path, module, { words: ['assessment_results'], right });
const office = (path, module, right = works, words = ['assessment_office']) => page(`/app/assessment/office${path}`, module, { words, right });

export const routes = [
  results('/app/assessment/sessions/{id:uuid}/results', () => import('./results.js')),
  results('/app/assessment/credits', () => import('./credits.js'), counts),
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
  office('/audit', () => import('./audit.js'), works, ['assessment_office', 'assessment']),
  office('/data', () => import('./office-data.js'), researches),
];
