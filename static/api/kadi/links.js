// Links between records: each has a name, perhaps a term, and leads from one record to another.
import { kadiApi } from '../request.js';
import { pageOf, person } from './page.js';
import { record } from './records.js';

/** `to` and `from` are records; a list knows only the other side of its record. */
const link = found => ({
  id: found.id, name: found.name, term: found.term ?? null, createdAt: found.created_at, modifiedAt: found.last_modified, creator: person(found.creator),
  to: found.record_to ? record(found.record_to) : null, from: found.record_from ? record(found.record_from) : null,
});

/** `direction` out or in; every link gets it, and the record at its other end as `other`. */
export const list = async (recordId, { direction, page, perPage = 25, ...filters }, signal) => pageOf(
  await kadiApi.get(`/records/${recordId}/records`, { query: { direction, page, per_page: perPage, ...filters }, signal }),
  found => { const one = link(found); return { ...one, direction, other: one.to ?? one.from }; },
);
/** With both records, whichever side one comes from. */
export const get = async (id, signal) => link(await kadiApi.get(`/records/records/${id}`, { signal }));
export const create = (fromId, { toId, name, term }) => kadiApi.post(`/records/${fromId}/records`, { body: { record_to: { id: toId }, name, term: term || null } });
export const update = async (fromId, id, { name, term }) => link(await kadiApi.patch(`/records/${fromId}/records/${id}`, { body: { name, term: term || null } }));
export const remove = (fromId, id) => kadiApi.remove(`/records/${fromId}/records/${id}`);
