// Addresses of research data, and what the session may begin there.
import { isAdmin, session } from '../../state/session.js';

export const at = {
  records: '/app/research/records',
  create: '/app/research/records/new',
  trash: '/app/research/trash',
  record: (id, tab) => `/app/research/records/${id}${tab ? `?tab=${tab}` : ''}`,
  edit: id => `/app/research/records/${id}/edit`,
  collections: '/app/research/collections',
  createCollection: '/app/research/collections/new',
  collection: (id, tab) => `/app/research/collections/${id}${tab ? `?tab=${tab}` : ''}`,
  editCollection: id => `/app/research/collections/${id}/edit`,
  link: (id, link) => `/records/${id}/links/${link}`,
  file: (id, file) => `/app/research/records/${id}/files/${file}`,
};

/** Guests create nothing. */
export const mayCreate = () => isAdmin('research') || !session.value?.roles.some(role => role.role === 'guest' && (role.domain === null || role.domain === 'research'));
