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
  templates: '/app/research/templates',
  createTemplate: '/app/research/templates/new',
  template: (id, tab) => `/app/research/templates/${id}${tab ? `?tab=${tab}` : ''}`,
  editTemplate: id => `/app/research/templates/${id}/edit`,
  createFrom: id => `/app/research/records/new?template=${id}`,
  groups: '/app/research/groups',
  createGroup: '/app/research/groups/new',
  group: (id, tab) => `/app/research/groups/${id}${tab ? `?tab=${tab}` : ''}`,
  editGroup: id => `/app/research/groups/${id}/edit`,
  user: (id, tab) => `/users/${id}${tab ? `?tab=${tab}` : ''}`,
  link: (id, link) => `/records/${id}/links/${link}`,
  file: (id, file) => `/app/research/records/${id}/files/${file}`,
};

/** Guests create nothing. */
export const mayCreate = () => isAdmin('research') || !session.value?.roles.some(role => role.role === 'guest' && (role.domain === null || role.domain === 'research'));
