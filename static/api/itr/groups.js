// Group sessions with their members, and public sessions with their takings. docs/api/itr.md, "Taking tests"
import { list as listOf, patiently, remove as removeOf, save as saveOf } from './page.js';
import { itrApi } from '../request.js';
import { nameOf } from './persons.js';
import { said, stateOf } from './sessions.js';

const shape = found => ({
  id: found.ID, description: found.Description, isActive: found.active, from: said(found.AllowedStartDateTime), until: said(found.AllowedEndDateTime),
  ready: found.readycount, running: found.inprogresscount, done: found.donecount, members: found.readycount + found.inprogresscount + found.donecount,
});
const member = found => ({
  id: found.sessionid, personId: found.ID, name: nameOf(found), firstName: found.FirstName, lastName: found.LastName, email: found.EMail, language: found.PreferredLanguage, isActive: found.Active,
  status: found.sessionstatus, state: stateOf(found.sessionstatus), type: found.sessiontype,
});

/** `kind`: group or public; `filters`: page, sort, search, archived. */
export const list = ({ kind, filter = [], ...filters }, signal) => listOf({
  path: '/groupsessionsview', ...filters, shape, signal,
  filter: [...(kind === 'public' ? [['SessionType', '=', 200], ['SessionType', '=', 1200]] : [['SessionType', '=', 100], ['SessionType', '=', 1000]]), ...filter],
});
/** How many members of one group are where. */
export const find = async (id, signal) => (await listOf({ path: '/groupsessionsview', filter: [['ID', '=', id]], shape, pageSize: 1, signal })).rows[0] ?? null;

/** `filters`: page, pageSize, sort, search; `state`: ready, running, done. */
const states = { ready: [['sessionstatus', '<=', 10]], running: [['sessionstatus', '>=', 11], ['sessiontype', '>=', 0], ['sessionstatus', '<=', 29]], done: [['sessionstatus', '>=', 30]] };
export const members = (id, { state, ...filters }, signal) => listOf({ path: `/sessions/${id}/groupmembers`, ...filters, filter: states[state] ?? [], shape: member, signal });

const bodyOf = personIds => personIds.map(id => ({ PersonID: id }));
/** A session for each person who has none in the group, with the group's tests and window. */
export const addMembers = (id, personIds) => saveOf(`/sessions/${id}/groupmembers`, bodyOf(personIds));
export const removeMembers = (id, personIds) => removeOf(`/sessions/${id}/groupmembers`, { body: bodyOf(personIds) });

/** With all members. */
export const remove = id => removeOf(`/sessions/group/${id}`);
export const archive = (id, on) => patiently(() => itrApi.post(`/sessions/group/${id}/${on ? 'archive' : 'unarchive'}`));
