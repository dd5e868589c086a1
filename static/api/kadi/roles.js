// Who may do what with a record, a collection, a template or a group; `noun` is its name in the singular.
import { kadiApi } from '../request.js';
import { all, pageOf, person } from './page.js';

const known = { record: ['member', 'collaborator', 'editor', 'admin'], collection: ['member', 'collaborator', 'editor', 'admin'], template: ['member', 'editor', 'admin'], group: ['member', 'editor', 'admin'] };

/** The roles of a noun, the weakest first. */
export const namesOf = noun => known[noun];

const userRole = found => ({ id: found.user.id, role: found.role.name, user: person(found.user) });
const groupRole = found => ({ id: found.group.id, role: found.role.name, group: { id: found.group.id, title: found.group.title, identifier: found.group.identifier } });

// Roles in a group are its members; no group holds one there.
const of = (noun, id, kind) => (noun === 'group' ? `/groups/${id}/members` : `/${noun}s/${id}/roles/${kind}`);

export const users = (noun, id, signal) => all(async page => pageOf(await kadiApi.get(of(noun, id, 'users'), { query: { page, per_page: 100 }, signal }), userRole));
export const groups = async (noun, id, signal) => (noun === 'group' ? [] : all(async page => pageOf(await kadiApi.get(of(noun, id, 'groups'), { query: { page, per_page: 100 }, signal }), groupRole)));
export const addUser = (noun, id, userId, role) => kadiApi.post(of(noun, id, 'users'), { body: { user: { id: userId }, role: { name: role } } });
export const addGroup = (noun, id, groupId, role) => kadiApi.post(of(noun, id, 'groups'), { body: { group: { id: groupId }, role: { name: role } } });
export const change = (noun, id, kind, subject, role) => kadiApi.patch(`${of(noun, id, kind)}/${subject}`, { body: { name: role } });
export const remove = (noun, id, kind, subject) => kadiApi.remove(`${of(noun, id, kind)}/${subject}`);

let told = null; // the same for everybody, so it is asked once

/** The rights that each role of a noun gives: { member: Set of read, link, update … }. */
export async function rightsOf(noun) {
  told ??= kadiApi.get('/roles').catch(error => { told = null; throw error; });
  const found = await told;
  return Object.fromEntries(found[noun].map(role => [role.name, new Set(role.permissions.map(permission => permission.action))]));
}

/** The role that a person was given himself, or null. */
export async function ofPerson(noun, id, username, signal) {
  const answer = await kadiApi.get(of(noun, id, 'users'), { query: { filter: username, per_page: 100 }, signal });
  return answer.items.map(userRole).find(entry => entry.user.username === username)?.role ?? null;
}

/** The ids of the groups that the reader is a member of; `userId` is his own. Without `common` they would be those he made. */
export const memberships = async (userId, signal) => new Set((await all(async page => pageOf(await kadiApi.get(`/users/${userId}/groups`, { query: { common: 'true', page, per_page: 100 }, signal }), found => found.id))));
