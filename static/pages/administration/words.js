// Domains and roles in words.
import { t } from '../../i18n/text.js';

export const domains = ['research', 'training', 'learning', 'assessment'];

const domainKeys = {
  research: 'administration.domain.research', training: 'administration.domain.training', learning: 'administration.domain.learning', assessment: 'administration.domain.assessment',
};
const roleKeys = {
  admin: 'administration.role.admin', guest: 'administration.role.guest', knowledge_manager: 'administration.role.knowledge_manager', mentor: 'administration.role.mentor', learner: 'administration.role.learner',
};

export const roles = Object.keys(roleKeys);

/** Where a role exists; null is everything. */
const places = { admin: [null, ...domains], guest: ['research'], knowledge_manager: ['training'], mentor: ['learning'], learner: ['learning'] };
export const placesOf = role => places[role] ?? [];
export const domainWord = domain => (domainKeys[domain] ? t(domainKeys[domain]) : domain);

/** "Administration (Research)"; `bare` leaves out where. */
export function roleWord({ role, domain }, bare = false) {
  const word = roleKeys[role] ? t(roleKeys[role]) : role;
  if (bare) return word;
  return domain ? t('administration.role.in', { role: word, domain: domainWord(domain) }) : t('administration.role.everywhere', { role: word });
}
