// Personal access tokens. docs/api/app.md §8.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const token = found => ({
  id: found.id, name: found.name, scopes: found.scopes, company: found.company?.name ?? null, expiresAt: found.expires_at, lastUsedAt: found.last_used_at,
  createdAt: found.created_at, isExpired: found.is_expired,
});

export const list = async ({ page }, signal) => pageOf(await appApi.get('/tokens', { query: { page }, signal }), token);

/** [{ group, scopes: ['record.create'] }] in the server's order. */
export async function scopeGroups(signal) {
  const groups = new Map();
  for (const { scope, group } of (await appApi.get('/scopes', { signal })).scopes) groups.set(group, [...(groups.get(group) ?? []), scope]);
  return [...groups].map(([group, scopes]) => ({ group, scopes }));
}

/** Resolves to { text, token }; the text is shown this once. */
export async function create({ name, scopes, expiresOn, companyId }) {
  const body = { name, scopes, expires_at: expiresOn || null, company_id: companyId || null };
  const answer = await appApi.post('/tokens', { body });
  return { text: answer.token, token: token(answer) };
}

export const revoke = id => appApi.remove(`/tokens/${id}`);
