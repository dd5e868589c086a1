// The roles of people and groups in words.
import { t } from '../../i18n/text.js';

const words = {
  member: () => t('research.role.member'), collaborator: () => t('research.role.collaborator'), editor: () => t('research.role.editor'), admin: () => t('research.role.admin'),
};
const hints = {
  member: () => t('research.role.member_hint'),
  collaborator: () => t('research.role.collaborator_hint'),
  editor: noun => t(noun === 'record' ? 'research.role.editor_hint' : 'research.role.editor_hint_other'),
  admin: noun => t(noun === 'group' ? 'groups.admin_hint' : 'research.role.admin_hint'),
};

export const roleWord = role => words[role]?.() ?? role;
export const roleHint = (role, noun) => hints[role](noun);
