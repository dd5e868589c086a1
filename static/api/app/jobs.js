// Background jobs, for administrators of everything. docs/api/app.md §10.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const job = found => ({
  id: found.id, kind: found.kind, key: found.key, state: found.state, attempts: found.attempts, dueAt: found.due_at, createdAt: found.created_at,
  finishedAt: found.finished_at, error: found.error,
});

export async function list({ page, state, kind }, signal) {
  const answer = await appApi.get('/jobs', { query: { page, state, kind }, signal });
  return { ...pageOf(answer, job), counts: answer.counts };
}

export const get = async (id, signal) => job(await appApi.get(`/jobs/${id}`, { signal }));
export const retry = async id => job(await appApi.post(`/jobs/${id}/retry`));
export const discard = id => appApi.post(`/jobs/${id}/discard`);
