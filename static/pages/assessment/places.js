// Where the pages of assessment are, and who may do what in them. What counts is decided by the server.
import { holds, opens, session } from '../../state/session.js';

export const at = {
  home: '/app/assessment',
  sessions: '/app/assessment/sessions',
  newSession: '/app/assessment/sessions/new',
  session: id => `/app/assessment/sessions/${id}`,
  results: id => `/app/assessment/sessions/${id}/results`,
  groups: '/app/assessment/groups',
  publicSessions: '/app/assessment/groups?kind=public',
  group: id => `/app/assessment/groups/${id}`,
  persons: '/app/assessment/persons',
  person: id => `/app/assessment/persons/${id}`,
  tests: '/app/assessment/tests',
  test: id => `/app/assessment/tests/${id}`,
  batteries: '/app/assessment/batteries',
  battery: id => `/app/assessment/batteries/${id}`,
  reportDefinitions: '/app/assessment/report-definitions',
  reportDefinition: id => `/app/assessment/report-definitions/${id}`,
  credits: '/app/assessment/credits',
  office: '/app/assessment/office',
  taking: '/app/assessment/taking',
  take: id => `/app/assessment/taking/${id}`,
  taken: '/app/assessment/taking/done',
};

const flag = name => () => opens('assessment') && holds(name);

/** Has the account a company to work in? `owes`: one has to be picked first. */
export const isOpen = () => opens('assessment');
export const owesCompany = () => isOpen() && Boolean(session.value?.owes.includes('company'));
export const works = () => isOpen() && (owesCompany() || session.value.rights.some(right => right !== 'is_test_taking_user'));
export const plans = flag('is_office_user');
export const supervises = flag('is_organisation_supervisor');
export const writesTests = flag('is_test_author');
export const writesReports = flag('is_report_author');
export const translates = flag('is_translator');
export const researches = flag('is_researcher');
export const keepsPasswords = flag('is_password_manager');
export const isMaster = flag('is_master_user');
/** Is the account a candidate, too? */
export const takes = flag('is_test_taking_user');
export const counts = () => supervises() || isMaster();
