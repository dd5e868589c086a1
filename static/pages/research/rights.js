// What the session may do with a record, a collection, a template or a group.
import * as roles from '../../api/kadi/roles.js';
import { account, isAdmin } from '../../state/session.js';

/** A set of read, link, update, permissions (of groups: members), delete: what the person's own role and those of his groups give together. */
export async function rights(noun, object, signal) {
  const given = await roles.rightsOf(noun);
  if (isAdmin('research') || object.creator?.id === account().id) return given.admin;
  const [own, groups] = await Promise.all([roles.ofPerson(noun, object.id, account().username, signal), roles.groups(noun, object.id, signal)]);
  const mine = groups.length ? await roles.memberships(account().id, signal) : new Set();
  const held = [own, ...groups.filter(row => mine.has(row.id)).map(row => row.role)].filter(Boolean);
  return new Set(['read', ...held.flatMap(role => [...given[role]])]);
}
