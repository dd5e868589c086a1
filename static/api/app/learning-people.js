// Roles of people in learning with their history, and plans with what was used of them. docs/api/app.md §17.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const role = found => ({
  id: found.id, role: found.role, isOfEverything: found.is_of_everything, isEffective: found.is_effective, from: found.effective_from, until: found.effective_until, by: found.assigned_by?.name ?? null,
});

const plan = found => ({
  plan: found.plan, isDefault: found.is_default, isCounted: found.is_counted, month: found.month, resetsAt: found.resets_at, calls: found.calls, uploads: found.uploads,
});

const person = found => ({ id: found.id, name: found.name, email: found.email, plan: found.plan, isDefault: found.is_default, calls: found.calls, uploads: found.uploads });

/** { rows, rights: { email, admin }, total }: the newest hundred. */
export async function roles(id, signal) {
  const answer = await appApi.get(`/learning/users/${id}/roles`, { query: { per_page: 100 }, signal });
  return { ...pageOf(answer, role), rights: answer.rights };
}

export const planOf = async (id, signal) => plan(await appApi.get(`/learning/users/${id}/plan`, { signal }));
/** `name` null: the default of the settings. */
export const givePlan = async (id, name) => plan(await appApi.put(`/learning/users/${id}/plan`, { body: { plan: name } }));
export const ownPlan = async signal => plan(await appApi.get('/learning/plan', { signal }));
/** Filters: page, search, plan, sort (-calls, -uploads, name). */
export const plans = async ({ page, search, plan: name, sort }, signal) => pageOf(await appApi.get('/learning/plans', { query: { page, search, plan: name, sort }, signal }), person);
