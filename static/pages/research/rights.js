// What the session may do with a record.
import * as roles from '../../api/kadi/roles.js';
import * as uploads from '../../api/kadi/uploads.js';
import { account, isAdmin } from '../../state/session.js';

const everything = new Set(['read', 'link', 'update', 'permissions', 'delete']);

/** Roles of groups are not told per person: where a record has some, the list of uploads, which needs the right to edit, tells. */
export async function rights(record, signal) {
  if (isAdmin('research') || record.creator?.id === account().id) return everything;
  const role = await roles.ofPerson(record.id, account().username, signal);
  const can = role ? await roles.rights(role, signal) : new Set(['read']);
  if (!can.has('update') && (await roles.groups(record.id, signal)).length && (await uploads.list(record.id, signal).then(() => true, () => false))) can.add('update');
  return can;
}
