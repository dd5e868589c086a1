// Open sessions of the account. docs/api/app.md §7.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const open = found => ({
  id: found.id, madeBy: found.made_by, address: found.address, userAgent: found.user_agent, company: found.company, hasSecondFactor: found.has_second_factor,
  createdAt: found.created_at, lastUsedAt: found.last_used_at, expiresAt: found.expires_at, isCurrent: found.is_current,
});

export const list = async ({ page }, signal) => pageOf(await appApi.get('/sessions', { query: { page }, signal }), open);
export const end = id => appApi.remove(`/sessions/${id}`);
export const endOthers = async () => (await appApi.post('/sessions/end-others')).ended;
