// What applications may do in one's name. docs/api/app.md §11.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const grant = found => ({
  id: found.id, name: found.application.name, website: found.application.website, owner: found.owner.display_name, ownerUsername: found.owner.username, scopes: found.scopes,
  grantedAt: found.granted_at, lastUsedAt: found.last_used_at,
});

export const list = async ({ page }, signal) => pageOf(await appApi.get('/grants', { query: { page }, signal }), grant);
export const end = id => appApi.remove(`/grants/${id}`);
