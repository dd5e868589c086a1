// Where the pages of trainings are, who manages them, and the words of their value lists.
import { t } from '../../i18n/text.js';
import { session } from '../../state/session.js';

export const at = {
  trainings: '/app/training/trainings', create: '/app/training/trainings/new', mine: '/app/training/mine', numbers: '/app/training/numbers', people: '/app/training/people',
  training: (id, tab) => `/app/training/trainings/${id}${tab ? `?tab=${tab}` : ''}`,
  edit: id => `/app/training/trainings/${id}/edit`,
};

/** May this person write trainings, see drafts and everybody's registrations? As the server decides it. */
export const manages = () => Boolean(session.value?.roles.some(({ role, domain }) => (role === 'admin' && domain === null) || (['admin', 'knowledge_manager'].includes(role) && domain === 'training')));

const categories = { SECURITY: 'training.category.SECURITY', LEADERSHIP: 'training.category.LEADERSHIP', TECHNICAL: 'training.category.TECHNICAL', COMPLIANCE: 'training.category.COMPLIANCE' };
const levels = { BEGINNER: 'training.level.BEGINNER', INTERMEDIATE: 'training.level.INTERMEDIATE', ADVANCED: 'training.level.ADVANCED' };
const roles = { EMPLOYEE: 'training.role.EMPLOYEE', KNOWLEDGE_MANAGER: 'training.role.KNOWLEDGE_MANAGER', ADMIN: 'training.role.ADMIN' };
const word = keys => value => (keys[value] ? t(keys[value]) : value);
const options = (keys, wordOf) => () => Object.keys(keys).map(value => ({ value, label: wordOf(value) }));

export const categoryWord = word(categories);
export const levelWord = word(levels);
export const roleWord = word(roles);
export const categoryOptions = options(categories, categoryWord);
export const levelOptions = options(levels, levelWord);
export const roleOptions = options(roles, roleWord);
