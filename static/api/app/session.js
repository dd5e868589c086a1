// Signing in and out, and who is there. docs/api/app.md §2 to §4.
import { appApi, itrApi } from '../request.js';

const role = found => ({ role: found.role, domain: found.domain });
const company = found => found && ({ id: found.company_id, loginId: found.login_id, name: found.name });

export const shape = found => ({
  kind: found.kind,
  account: found.account && {
    id: found.account.id, uuid: found.account.uuid, username: found.account.username, displayName: found.account.display_name,
    email: found.account.email, isEmailVerified: found.account.is_email_verified, language: found.account.language,
  },
  person: found.person && { id: found.person.id, displayName: found.person.display_name, email: found.person.email },
  domains: found.domains,
  roles: found.roles.map(role),
  companies: found.companies.map(company),
  company: company(found.company),
  owes: found.owes,
  rail: found.rail,
  rights: found.rights,
  preferences: found.preferences ?? {},
  server: found.server && { trashDays: found.server.trash_days, sendsMail: found.server.sends_mail },
  hasSecondFactor: found.has_second_factor,
  expiresAt: found.expires_at,
  idleSeconds: found.idle_seconds,
});

/** By the code of a public session, at the door of assessment, which knows codes. */
async function signInByCode(poll) {
  const headers = { Poll: String.fromCharCode(...new TextEncoder().encode(poll)) };
  let answer;
  try {
    answer = await itrApi.get('/login', { headers, anonymous: true });
  } catch (error) {
    if (error.failure?.kind === 'refused') error.failure.code = 'wrong_password';
    throw error;
  }
  return { sessionId: answer.SessionID, session: shape(await appApi.get('/session', { anonymous: true, headers: { SessionID: answer.SessionID } })) };
}

export async function signIn({ login, password, code, poll, companyId }) {
  if (poll) return signInByCode(poll);
  const body = { login, password, ...(code && { code }), ...(companyId && { company_id: companyId }) };
  const answer = await appApi.post('/sign-in', { body, anonymous: true });
  return { sessionId: answer.session_id, session: shape(answer.session) };
}

/** Does anybody administer this server, so that there is somebody to sign in? */
export const isSetUp = async signal => (await appApi.get('/sign-in', { anonymous: true, signal })).is_set_up;

export const current = async () => shape(await appApi.get('/session'));
export const signOut = () => appApi.post('/sign-out');
export const cookie = () => appApi.post('/cookie');
export const pickCompany = async (id, code) => shape(await appApi.post('/session/company', { body: { company_id: id, ...(code && { code }) } }));

export const forgotten = login => appApi.post('/password/forgotten', { body: { login }, anonymous: true });

const link = found => ({ purpose: found.purpose, needs: found.needs, username: found.username ?? '', displayName: found.display_name ?? '', email: found.email ?? '', expiresAt: found.expires_at });

export const inspectLink = async (token, signal) => link(await appApi.post('/links/inspect', { body: { token }, signal }));
export const useLink = (token, { password, username, displayName, email } = {}) => appApi.post('/links/use', {
  body: Object.fromEntries(Object.entries({ token, password, username, display_name: displayName, email }).filter(([, value]) => value)),
});
