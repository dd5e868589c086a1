// Sign-ins of an identity provider. docs/api/app.md §12a.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const identity = found => ({
  id: found.id, provider: found.provider, subject: found.subject, name: found.name, email: found.email,
  state: found.is_deleted ? 'deleted' : found.state, isJoined: found.state === 'joined', createdAt: found.created_at,
});

export const list = async ({ page }, signal) => pageOf(await appApi.get('/identities', { query: { page }, signal }), identity);
export const join = async id => identity(await appApi.post(`/identities/${id}/join`));
export const part = id => appApi.remove(`/identities/${id}`);
