// Templates: forms that records, or only their metadata, begin with. docs/api/kadi.md
import { kadiApi } from '../request.js';
import { pageOf, person } from './page.js';

/** `type` record or extras; `data` is an object of record fields, or a list of metadata entries. */
export const template = found => ({
  id: found.id, identifier: found.identifier, title: found.title, type: found.type, data: found.data, description: found.description ?? '', visibility: found.visibility, state: found.state,
  view: found._links?.view ?? null, createdAt: found.created_at, modifiedAt: found.last_modified, creator: person(found.creator),
});

/** The metadata entries of a template of either type. */
export const extrasOf = found => (found.type === 'extras' ? found.data : found.data.extras) ?? [];

/** Filters: query, type, visibility, user (an id), explicit_permissions, instance; `sort` a name of the server. */
export const list = async ({ page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get('/templates', { query: { page, per_page: perPage, ...filters }, signal }), template);
export const get = async (id, signal) => template(await kadiApi.get(`/templates/${id}`, { signal }));

const body = values => ({ identifier: values.identifier, title: values.title, description: values.description, visibility: values.visibility, data: values.data });

export const create = async values => template(await kadiApi.post('/templates', { body: { ...body(values), type: values.type } }));
export const update = async (id, values) => template(await kadiApi.patch(`/templates/${id}`, { body: values }));
export const remove = id => kadiApi.remove(`/templates/${id}`);
export const restore = async id => template(await kadiApi.post(`/templates/${id}/restore`));
export const whole = body;
