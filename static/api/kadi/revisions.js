// What a record (or one of its files), a collection, a template or a group was before; `noun` is its name in the singular.
import { kadiApi } from '../request.js';
import { pageOf, person } from './page.js';

const number = address => (address ? Number(/(\d+)$/.exec(address)?.[1]) : null);

/** `data` is the state after the change, `before` the earlier values of what changed (null: there was none). */
const revision = found => ({
  id: found.id, objectId: found.object_id, at: found.timestamp, by: person(found.user), data: found.data, before: found.diff,
  parent: number(found._links.parent), child: number(found._links.child),
});

export const list = async (noun, id, { page }, signal) => pageOf(await kadiApi.get(`/${noun}s/${id}/revisions`, { query: { page, per_page: 10 }, signal }), revision);
export const get = async (noun, id, revisionId, { than } = {}, signal) => revision(await kadiApi.get(`/${noun}s/${id}/revisions/${revisionId}`, { query: { revision: than }, signal }));
export const ofFiles = async (recordId, { page }, signal) => pageOf(await kadiApi.get(`/records/${recordId}/files/revisions`, { query: { page, per_page: 10 }, signal }), revision);
