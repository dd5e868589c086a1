// Words for roles and states of people in learning.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';

const roles = { ADMIN: 'learning_admin.role.ADMIN', MENTOR: 'learning_admin.role.MENTOR', LEARNER: 'learning_admin.role.LEARNER' };

export const roleWord = value => (roles[value.toUpperCase()] ? t(roles[value.toUpperCase()]) : value);
export const roleOptions = () => Object.keys(roles).map(value => ({ value, label: roleWord(value) }));
export const states = ['ACTIVE', 'INACTIVE', 'SUSPENDED'];

/** An address that breaks after its @ before it breaks within a word. */
export function emailWords(address) {
  const host = (address ?? '').lastIndexOf('@') + 1;
  return host > 0 ? html`${address.slice(0, host)}<wbr />${address.slice(host)}` : address;
}
