// Accounts at other servers. docs/api/app.md §12.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const service = found => ({ id: found.name, name: found.name, title: found.title, address: found.address, state: found.state, connectedAt: found.connected_at });
const of = name => `/services/${encodeURIComponent(name)}`;

export const list = async ({ page }, signal) => pageOf(await appApi.get('/services', { query: { page }, signal }), service);

/** Where the browser has to go. */
export const connect = async name => (await appApi.post(`${of(name)}/connect`)).url;

/** What the browser brought back: { state } with { code } or { error }. */
export const complete = async (name, came) => service(await appApi.post(`${of(name)}/callback`, { body: came }));
export const disconnect = name => appApi.remove(of(name));
