// Who may do what with a record.
import { kadiApi } from '../request.js';
import { all, pageOf, person } from './page.js';

export const names = ['member', 'collaborator', 'editor', 'admin'];

const userRole = found => ({ id: found.user.id, role: found.role.name, user: person(found.user) });
const groupRole = found => ({ id: found.group.id, role: found.role.name, group: { id: found.group.id, title: found.group.title, identifier: found.group.identifier } });
const of = (id, kind) => `/records/${id}/roles/${kind}`;

export const users = (id, signal) => all(async page => pageOf(await kadiApi.get(of(id, 'users'), { query: { page, per_page: 100 }, signal }), userRole));
export const groups = (id, signal) => all(async page => pageOf(await kadiApi.get(of(id, 'groups'), { query: { page, per_page: 100 }, signal }), groupRole));
export const addUser = (id, userId, role) => kadiApi.post(of(id, 'users'), { body: { user: { id: userId }, role: { name: role } } });
export const change = (id, kind, subject, role) => kadiApi.patch(`${of(id, kind)}/${subject}`, { body: { name: role } });
export const remove = (id, kind, subject) => kadiApi.remove(`${of(id, kind)}/${subject}`);

/** The rights of one person's role on a record: { read, link, update, permissions, delete } as the server lists them. */
export async function rights(role, signal) {
  const found = (await kadiApi.get('/roles', { signal })).record.find(entry => entry.name === role);
  return new Set(found?.permissions.map(permission => permission.action) ?? []);
}

/** The role that a person was given himself on a record, or null. */
export async function ofPerson(id, username, signal) {
  const answer = await kadiApi.get(of(id, 'users'), { query: { filter: username, per_page: 100 }, signal });
  return answer.items.map(userRole).find(entry => entry.user.username === username)?.role ?? null;
}
