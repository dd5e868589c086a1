// People of the domain training, for its administrators. docs/api/kms.md
import { kmsApi } from '../request.js';
import { all as allOf, pageOf } from './page.js';

const user = found => ({
  id: found.id, username: found.username, email: found.email, name: found.full_name, office: found.office_location ?? '', department: found.department ?? '', role: found.role,
  isActive: found.is_active, createdAt: found.created_at ?? null,
});

export const names = { full_name: 'name', office_location: 'office', is_active: 'isActive' };

/** Filters: role, active_only. */
export const list = (filters, signal) => pageOf('/users', 'users', filters, user, signal);
export const all = (filters, signal) => allOf('/users', 'users', filters, user, signal);
export const get = async (id, signal) => user((await kmsApi.get(`/users/${id}`, { signal })).user);
export const update = async (id, values) => user((await kmsApi.put(`/users/${id}`, {
  body: Object.fromEntries(Object.entries({ full_name: values.name, office_location: values.office, department: values.department, role: values.role, is_active: values.isActive }).filter(([, value]) => value !== undefined)),
})).user);
