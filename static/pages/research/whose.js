// Whose things a list shows: `?whose=mine` those that one made, `?whose=shared` those that somebody shared.
import { t } from '../../i18n/text.js';
import { account } from '../../state/session.js';

/** What is asked of the server; another one does not know who one is here. */
export const whoseOf = ({ whose, instance }) => ({ user: whose === 'mine' && !instance ? account().id : null, explicit_permissions: whose === 'shared' ? 'true' : null });

export const whoseFilter = ({ instance }) => ({
  name: 'whose', label: 'research.records.whose',
  options: [...(instance ? [] : [{ value: 'mine', label: t('research.records.mine') }]), { value: 'shared', label: t('research.records.shared') }],
});
