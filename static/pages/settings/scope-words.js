// Rights of tokens and applications in words, and the area of the site that each group of them belongs to.
import { has, t } from '../../i18n/text.js';

const groupKeys = {
  record: 'settings.scopes.record', collection: 'settings.scopes.collection', template: 'settings.scopes.template', group: 'settings.scopes.group', user: 'settings.scopes.user', misc: 'settings.scopes.misc',
  training: 'settings.scopes.training', learning: 'settings.scopes.learning', assessment: 'settings.scopes.assessment',
};
const others = ['training', 'learning', 'assessment'];

export const groupWord = group => (groupKeys[group] ? t(groupKeys[group]) : group);
export const scopeWord = scope => (has(`applications.scope.${scope}`) ? t(`applications.scope.${scope}`) : scope);
export const domainOf = group => (others.includes(group) ? group : 'research');
