// People of research data: who they are, what they made, what is shared with them.
import { kadiApi } from '../request.js';
import { collection } from './collections.js';
import { group } from './groups.js';
import { pageOf, person } from './page.js';
import { record } from './records.js';
import { template } from './templates.js';

/** `email` is null where it does not show. */
const user = found => ({ ...person(found), orcid: found.orcid ?? null, state: found.state, email: found.identity?.email ?? null });

export const get = async (id, signal) => user(await kadiApi.get(`/users/${id}`, { signal }));

const shapes = { records: record, collections: collection, templates: template, groups: group };

/** `kind` records, collections, templates or groups that somebody made. `shared`: what the reader made and this person has a role on. `common`: groups of both. */
export const things = async (id, kind, { page, perPage = 25, ...filters }, signal) => pageOf(await kadiApi.get(`/users/${id}/${kind}`, { query: { page, per_page: perPage, ...filters }, signal }), shapes[kind]);
