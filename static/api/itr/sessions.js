// Sessions: planned, running, done. docs/api/itr.md, "Taking tests"
import { list as listOf, listIn, newId, patiently, read, remove as removeOf, save as saveOf, ZERO } from './page.js';
import { itrApi } from '../request.js';
import { nameOf } from './persons.js';

export const types = { person: 0, copy: 1, paper: 3, group: 100, public: 200 };
const publicTypes = [200, 1200];
export const isGroup = type => type >= 100 && type <= 1900 && type % 100 === 0;
export const isPublic = type => publicTypes.includes(type);

/** Where a session or a test of one stands. */
export const stateOf = status => (status >= 30 ? 'done' : status > 10 ? 'running' : 'ready');

// The years 2000 and 2100 stand for "no time said".
export const said = value => { const year = value ? new Date(value).getUTCFullYear() : 0; return year > 2000 && year < 2100 ? value : null; };
const times = found => ({ from: said(found.AllowedStartDateTime), until: said(found.AllowedEndDateTime), startedAt: said(found.StartedAt), endedAt: said(found.EndedAt), createdAt: said(found.CreateDate) });

const shape = found => ({
  id: found.ID, description: found.Description, goal: found.Goal, personId: found.PersonID === ZERO ? null : found.PersonID, groupId: found.GroupSessionID === ZERO ? null : found.GroupSessionID, type: found.SessionType,
  status: found.Status, state: stateOf(found.Status), isActive: found.Active, enforcesEnd: found.EnforceSessionEndDateTime, notify: found.EMailNotificationAdresses ?? '', remarks: found.Remarks ?? '', managedBy: found.ManagedByUserID,
  code: found.ShortLoginCode ?? '', ...times(found),
});
const overview = found => ({ id: found.ID, description: found.Description, person: nameOf(found), email: found.EMail, isActive: found.active, ...times(found) });

const columns = {
  description: 'Description', goal: 'Goal', personId: 'PersonID', groupId: 'GroupSessionID', type: 'SessionType', status: 'Status', state: 'SessionState', isActive: 'Active', from: 'AllowedStartDateTime', until: 'AllowedEndDateTime',
  enforcesEnd: 'EnforceSessionEndDateTime', notify: 'EMailNotificationAdresses', remarks: 'Remarks', managedBy: 'ManagedByUserID', code: 'ShortLoginCode', createdAt: 'CreateDate', batteries: 'UsedBatteryIDs',
};

/** Names of the server → ours, for faults. */
export const names = Object.fromEntries(Object.entries(columns).map(([ours, theirs]) => [theirs, ours]));

const none = { from: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' };
const body = values => Object.fromEntries(Object.entries(values).filter(([name, value]) => columns[name] && value !== undefined).map(([name, value]) => [columns[name], value === null ? none[name] ?? ZERO : value]));

// No public session: conditions on one field that follow each other would be alternatives, so another one stands between.
const ofPersons = [['SessionType', '!=', 200], ['Status', '>=', 0], ['SessionType', '!=', 1200]];
const states = now => ({
  ready: [['Status', '<=', 10]],
  running: [['Status', '>=', 11], ['SessionType', '>=', 0], ['Status', '<=', 29]],
  done: [['Status', '>=', 30]],
  over: [['Status', '<=', 29], ['AllowedEndDateTime', '<=', now.toISOString()]],
});

/**
 * Sessions of persons with their names and states, a page at a time.
 * state  ready, running, done, over (not done, past the end), archived; nothing: all that are not archived
 */
export async function list({ state, personId, groupId, filter = [], ...filters }, signal) {
  const conditions = [...ofPersons, ...(states(new Date())[state] ?? []), ...(personId ? [['PersonID', '=', personId]] : []), ...(groupId ? [['GroupSessionID', '=', groupId]] : []), ...filter];
  const found = await listOf({ path: '/sessionsview', archived: state === 'archived', ...filters, filter: conditions, shape: overview, signal });
  // The list does not tell states and persons; the sessions themselves do.
  const rows = new Map((await withIds(found.rows.map(row => row.id), signal)).map(row => [row.id, row]));
  return { ...found, rows: found.rows.map(row => ({ ...rows.get(row.id), ...row })) };
}

export const withIds = (ids, signal) => (ids.length ? listIn({ path: '/sessions', values: ids, shape, signal }) : Promise.resolve([]));
export const get = async (id, signal) => shape(await read(`/sessions/${id}`, { signal }));

/** Creates a session; the id. */
export async function create(values, id = newId()) {
  await saveOf(`/sessions/${id}`, { ID: id, GroupSessionID: ZERO, GroupID: ZERO, PersonID: ZERO, Status: 10, SessionState: 'Ready', CreateDate: new Date().toISOString(), ...body(values) });
  return id;
}
/** Changes what `values` names; null for a time or a person takes it away. */
export const update = (id, values) => saveOf(`/sessions/${id}`, { ID: id, ...body(values) });
/** With tests, answers, reports and trail. */
export const remove = id => removeOf(`/sessions/${id}`);
/** Its tests that nobody has begun. */
export const removeReadyTests = id => removeOf(`/sessions/${id}/deletealltests`);

/** A mail of the office; `html` is its body. */
export const sendMail = ({ to, subject, html }) => patiently(() => itrApi.post('/sendmail', { body: { To: to, Subject: subject, Body: html } }));

/** { all, candidates }: how many are signed in to the company now. */
export async function signedIn(signal) {
  const found = /^(\d+)\((\d+)\)/.exec(await patiently(() => itrApi.get('/activesessions', { as: 'text', signal }), signal));
  return found && { all: Number(found[1]), candidates: Number(found[2]) };
}
