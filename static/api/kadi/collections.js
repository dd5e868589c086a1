// Collections: what they are, the records in them, the collections below them. docs/api/kadi.md
import { kadiApi } from '../request.js';
import { all, pageOf, person } from './page.js';
import { record } from './records.js';

const number = address => (address ? Number(/(\d+)$/.exec(address)?.[1]) : null);

/** `parentId` is null where there is none, or none that one may read. */
export const collection = found => ({
  id: found.id, identifier: found.identifier, title: found.title, description: found.description ?? '', tags: found.tags ?? [], visibility: found.visibility, state: found.state,
  parentId: number(found._links?.parent), view: found._links?.view ?? null, createdAt: found.created_at, modifiedAt: found.last_modified, creator: person(found.creator),
});

/** Filters: query, tag, visibility, user (an id), explicit_permissions, instance; `sort` a name of the server. */
export const list = async ({ page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get('/collections', { query: { page, per_page: perPage, ...filters }, signal }), collection);
export const get = async (id, signal) => collection(await kadiApi.get(`/collections/${id}`, { signal }));

const body = values => ({ identifier: values.identifier, title: values.title, description: values.description, tags: values.tags, visibility: values.visibility });

export const create = async values => collection(await kadiApi.post('/collections', { body: body(values) }));
export const update = async (id, values) => collection(await kadiApi.patch(`/collections/${id}`, { body: values }));
export const remove = id => kadiApi.remove(`/collections/${id}`);
export const restore = async id => collection(await kadiApi.post(`/collections/${id}/restore`));
export const whole = body;

// What is in it

export const records = async (id, { page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get(`/collections/${id}/records`, { query: { page, per_page: perPage, ...filters }, signal }), record);
export const addRecord = (id, recordId) => kadiApi.post(`/collections/${id}/records`, { body: { id: recordId } });
export const removeRecord = (id, recordId) => kadiApi.remove(`/collections/${id}/records/${recordId}`);

// What is below it

export const children = async (id, { page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get(`/collections/${id}/collections`, { query: { page, per_page: perPage, ...filters }, signal }), collection);
export const allChildren = (id, signal) => all(page => children(id, { page, perPage: 100, sort: 'title' }, signal));
export const addChild = (id, childId) => kadiApi.post(`/collections/${id}/collections`, { body: { id: childId } });
export const removeChild = (id, childId) => kadiApi.remove(`/collections/${id}/collections/${childId}`);

/** What leads up to a collection, the highest first; ends where one may not read further. */
export async function above(found, signal) {
  const steps = [];
  const seen = new Set([found.id]);
  for (let next = found.parentId; next && !seen.has(next) && steps.length < 30;) {
    const parent = await get(next, signal);
    seen.add(next);
    steps.unshift(parent);
    next = parent.parentId;
  }
  return steps;
}

// Of a record

export const ofRecord = async (recordId, { page, perPage = 100, ...filters } = {}, signal) => pageOf(await kadiApi.get(`/records/${recordId}/collections`, { query: { page, per_page: perPage, sort: 'title', ...filters }, signal }), collection);
