// Accounts, their domains and roles, for administrators. docs/api/app.md §9.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const role = found => ({ id: found.id, role: found.role, domain: found.domain, from: found.effective_from, until: found.effective_until });

const account = found => ({
  id: found.id, username: found.username, displayName: found.display_name, givenName: found.given_name ?? '', familyName: found.family_name ?? '', email: found.email,
  isEmailVerified: found.is_email_verified, isActive: found.is_active, domains: found.domains, roles: found.roles.map(role), hasPassword: found.has_password,
  hasSecondFactor: found.has_second_factor, isPaused: found.is_paused, createdAt: found.created_at, updatedAt: found.updated_at,
  companies: (found.companies ?? []).map(entry => ({ id: entry.company_id, loginId: entry.login_id, name: entry.name, isActive: entry.is_active })),
});

const link = found => ({ url: found.url, expiresAt: found.expires_at, mailedTo: found.mailed_to });

export const names = { display_name: 'displayName', given_name: 'givenName', family_name: 'familyName' };

export const list = async ({ page, search, domain, state, role: held, sort }, signal) =>
  pageOf(await appApi.get('/accounts', { query: { page, search, domain, state, role: held, sort }, signal }), account);
export const get = async (id, signal) => account(await appApi.get(`/accounts/${id}`, { signal }));

export async function add({ displayName, username, email, domains, roles, mail }) {
  const body = { display_name: displayName, domains, roles, mail, ...(username && { username }), ...(email && { email }) };
  const answer = await appApi.post('/accounts', { body });
  return { account: account(answer.account), link: link(answer.link) };
}

export const update = async (id, changes) => account(await appApi.patch(`/accounts/${id}`, {
  body: Object.fromEntries(Object.entries({
    display_name: changes.displayName, given_name: changes.givenName, family_name: changes.familyName, username: changes.username, email: changes.email,
    is_email_verified: changes.isEmailVerified, is_active: changes.isActive,
  }).filter(([, value]) => value !== undefined)),
}));

export const setDomain = async (id, domain, state) => account(await appApi.put(`/accounts/${id}/domains/${domain}`, { body: { state } }));
export const addRole = async (id, { role: name, domain }) => role(await appApi.post(`/accounts/${id}/roles`, { body: { role: name, domain } }));
export const endRole = (id, roleId) => appApi.remove(`/accounts/${id}/roles/${roleId}`);
/** Mails a link for a new password, or shows it to be handed over. */
export const resetLink = async (id, mail) => link(await appApi.post(`/accounts/${id}/reset-link`, { body: { mail } }));
export const unlock = id => appApi.post(`/accounts/${id}/unlock`);
export const removeFactor = id => appApi.post(`/accounts/${id}/second-factor/remove`);
export const endSessions = async id => (await appApi.post(`/accounts/${id}/end-sessions`)).ended;
