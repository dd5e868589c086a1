// People of learning, for its administrators. docs/api/lms.md
import { lmsApi } from '../request.js';
import { pageOf } from './page.js';

const nameOf = found => [found.firstName, found.lastName].filter(Boolean).join(' ');

const user = found => ({
  id: found.id, email: found.email, firstName: found.firstName ?? '', lastName: found.lastName ?? '', name: nameOf(found) || found.email || found.id, picture: found.imageUrl ?? null,
  phone: found.phone ?? '', bio: found.bio ?? '', status: found.status, roles: found.roles, plan: found.plan, providerId: found.clerkId ?? null, createdAt: found.createdAt, updatedAt: found.updatedAt,
});

export const names = { effectiveStartDate: 'from', effectiveEndDate: 'until' };

/** Filters: search, role, status, sort (`-createdAt`: descending). */
export const list = ({ sort, ...filters }, signal) =>
  pageOf('/users', { ...filters, ...(sort && { sort: sort.replace(/^-/, ''), order: sort.startsWith('-') ? 'desc' : 'asc' }) }, user, signal);
export const get = async (id, signal) => user((await lmsApi.get(`/users/${id}`, { signal })).data);
export const update = async (id, values) => user((await lmsApi.put(`/users/${id}`, { body: values })).data);

/** A role that counts at some moment of that time already is refused as `role_held`. */
export async function giveRole(id, { role, from, until }) {
  try {
    await lmsApi.post(`/users/${id}/roles`, { body: { role, ...(from && { effectiveStartDate: from }), ...(until && { effectiveEndDate: until }) } });
  } catch (error) {
    if (error.failure?.status === 409) Object.assign(error.failure, { kind: 'conflict', code: 'role_held', fields: [] });
    throw error;
  }
}

export const endRole = (id, role) => lmsApi.remove(`/users/${id}/roles`, { query: { role } });
