// Groups: people who are given rights together. Members are roles in a group (roles.js). docs/api/kadi.md
import { kadiApi } from '../request.js';
import { collection } from './collections.js';
import { pageOf, person } from './page.js';
import { record } from './records.js';
import { template } from './templates.js';

export const group = found => ({
  id: found.id, identifier: found.identifier, title: found.title, description: found.description ?? '', visibility: found.visibility, state: found.state,
  view: found._links?.view ?? null, createdAt: found.created_at, modifiedAt: found.last_modified, creator: person(found.creator),
});

/** Filters: query, visibility, user (an id), member_only; `sort` a name of the server. */
export const list = async ({ page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get('/groups', { query: { page, per_page: perPage, ...filters }, signal }), group);
export const get = async (id, signal) => group(await kadiApi.get(`/groups/${id}`, { signal }));

const body = values => ({ identifier: values.identifier, title: values.title, description: values.description, visibility: values.visibility });

export const create = async values => group(await kadiApi.post('/groups', { body: body(values) }));
export const update = async (id, values) => group(await kadiApi.patch(`/groups/${id}`, { body: values }));
export const remove = id => kadiApi.remove(`/groups/${id}`);
export const restore = async id => group(await kadiApi.post(`/groups/${id}/restore`));
export const whole = body;

// What is shared with one

const shapes = { records: record, collections: collection, templates: template };

/** `kind` records, collections or templates. */
export const shared = async (id, kind, { page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get(`/groups/${id}/${kind}`, { query: { page, per_page: perPage, ...filters }, signal }), shapes[kind]);
