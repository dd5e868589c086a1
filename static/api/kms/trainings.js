// Trainings. docs/api/kms.md
import { kmsApi } from '../request.js';
import { all as allOf, pageOf } from './page.js';

const training = found => ({
  id: found.id, title: found.title, description: found.description, category: found.category, level: found.level, status: found.status, minutes: found.duration_minutes,
  credits: found.credits, seats: found.max_participants, instructorId: found.instructor_id, createdAt: found.created_at ?? null, updatedAt: found.updated_at ?? null,
});

/** Names of the server → ours, for faults. */
export const names = { duration_minutes: 'minutes', max_participants: 'seats' };

const body = values => Object.fromEntries(Object.entries({
  title: values.title, description: values.description, category: values.category, level: values.level, status: values.status,
  duration_minutes: values.minutes, credits: values.credits, max_participants: values.seats,
}).filter(([, value]) => value !== undefined));

/** Filters: search, category, level, status, instructor_id. */
export const list = (filters, signal) => pageOf('/trainings', 'trainings', filters, training, signal);
export const all = (filters, signal, progress, patient) => allOf('/trainings', 'trainings', filters, training, signal, progress, patient);
export const get = async (id, signal) => training((await kmsApi.get(`/trainings/${id}`, { signal })).training);
export const create = async values => training((await kmsApi.post('/trainings', { body: body(values) })).training);
export const update = async (id, values) => training((await kmsApi.put(`/trainings/${id}`, { body: body(values) })).training);
export const remove = id => kmsApi.remove(`/trainings/${id}`);
