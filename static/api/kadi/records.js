// Records. docs/api/kadi.md; scopes and refusals are the server's.
import { kadiApi } from '../request.js';
import { pageOf, person } from './page.js';

export const record = found => ({
  id: found.id, identifier: found.identifier, title: found.title, type: found.type ?? null, description: found.description ?? '', license: found.license ?? null,
  tags: found.tags ?? [], extras: found.extras ?? [], visibility: found.visibility, state: found.state, view: found._links?.view ?? null,
  createdAt: found.created_at, modifiedAt: found.last_modified, creator: person(found.creator),
});

/** Filters: query, extras (a JSON text), type, tag, user, collection, mimetype (each one or a list), tag_operator, child_collections, visibility, explicit_permissions, instance; `sort` a name of the server. */
export const list = async ({ page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get('/records', { query: { page, per_page: perPage, ...filters }, signal }), record);
export const get = async (id, signal) => record(await kadiApi.get(`/records/${id}`, { signal }));

const body = values => ({
  identifier: values.identifier, title: values.title, type: values.type || null, description: values.description, license: values.license || null,
  tags: values.tags, visibility: values.visibility, extras: values.extras,
});

export const create = async values => record(await kadiApi.post('/records', { body: body(values) }));
export const update = async (id, values) => record(await kadiApi.patch(`/records/${id}`, { body: values }));
export const remove = id => kadiApi.remove(`/records/${id}`);
export const restore = async id => record(await kadiApi.post(`/records/${id}/restore`));
export const purge = id => kadiApi.post(`/records/${id}/purge`);
export const whole = body;
