// Applications (OAuth2) that one has registered. docs/api/app.md §11.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const application = found => ({
  id: found.id, clientId: found.client_id, name: found.name, website: found.website ?? '', redirects: found.redirect_uris, scopes: found.scopes, users: found.users, createdAt: found.created_at,
});

const body = ({ name, website, redirects, scopes }) => ({ name, website: website || null, redirect_uris: redirects, scopes });
const withSecret = answer => ({ secret: answer.client_secret, application: application(answer) });

export const list = async ({ page }, signal) => pageOf(await appApi.get('/applications', { query: { page }, signal }), application);
export const get = async (id, signal) => application(await appApi.get(`/applications/${id}`, { signal }));

/** Resolves to { secret, application }; the secret is shown this once. */
export const register = async values => withSecret(await appApi.post('/applications', { body: body(values) }));
export const update = async (id, values) => application(await appApi.patch(`/applications/${id}`, { body: body(values) }));
export const renewSecret = async id => withSecret(await appApi.post(`/applications/${id}/secret`));
export const remove = id => appApi.remove(`/applications/${id}`);
