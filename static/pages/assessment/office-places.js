// What the office keeps: where it is, and for whom.
import { counts, isMaster, researches, supervises, translates, works } from './places.js';

const root = '/app/assessment/office';
export const office = {
  home: root, logins: `${root}/logins`, newLogin: `${root}/logins/new`, login: id => `${root}/logins/${id}`, rights: `${root}/rights`,
  companies: `${root}/companies`, newCompany: `${root}/companies/new`, company: id => `${root}/companies/${id}`,
  list: noun => `${root}/${noun}`, settings: `${root}/settings`, translations: `${root}/translations`, language: code => `${root}/translations/${code}`, audit: `${root}/audit`, data: `${root}/data`,
};

export const keepsLogins = () => supervises() || isMaster();
export const keepsWords = () => translates() || isMaster();

const groups = [
  { label: 'assessment_office.people', entries: [
    { href: office.logins, icon: 'people', label: 'assessment_office.logins', text: 'assessment_office.logins.text', when: keepsLogins },
    { href: office.rights, icon: 'key', label: 'assessment_office.rights', text: 'assessment_office.rights.text', when: keepsLogins },
    { href: office.companies, icon: 'archive', label: 'assessment_office.companies', text: 'assessment_office.companies.text', when: isMaster },
  ] },
  { label: 'assessment_office.values', entries: [
    { href: office.list('organisations'), icon: 'folder', label: 'assessment_office.organisations', text: 'assessment_office.organisations.text', when: works },
    { href: office.list('educations'), icon: 'learning', label: 'assessment_office.educations', text: 'assessment_office.educations.text', when: works },
    { href: office.list('nationalities'), icon: 'list', label: 'assessment_office.nationalities', text: 'assessment_office.nationalities.text', when: works },
  ] },
  { label: 'assessment_office.running', entries: [
    { href: '/app/assessment/credits', icon: 'chart', label: 'shell.nav.credits', text: 'assessment_office.credits_text', when: counts },
    { href: office.settings, icon: 'settings', label: 'assessment_office.settings', text: 'assessment_office.settings.text', when: keepsLogins },
    { href: office.translations, icon: 'edit', label: 'assessment_office.translations', text: 'assessment_office.translations.text', when: keepsWords },
    { href: office.audit, icon: 'clock', label: 'assessment_office.audit', text: 'assessment_office.audit.text', when: works },
    { href: office.data, icon: 'table', label: 'assessment_office.data', text: 'assessment_office.data.text', when: researches },
  ] },
];

/** The parts that this login may open. */
export const groupsOf = () => groups.map(group => ({ ...group, entries: group.entries.filter(entry => entry.when()) })).filter(group => group.entries.length > 0);
