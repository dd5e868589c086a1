// Registrations: who takes part in which training. docs/api/kms.md
import { kmsApi } from '../request.js';
import { all as allOf } from './page.js';

const registration = found => ({
  id: found.id, userId: found.user_id, trainingId: found.training_id, status: found.status, registeredAt: found.registered_at, attendedAt: found.attended_at,
  completedAt: found.completion_date, score: found.feedback_score,
});

/** Filters: user_id, training_id, status. Managers get everybody's, others their own. */
export const all = (filters, signal, progress, patient) => allOf('/registrations', 'registrations', filters, registration, signal, progress, patient);
export const register = async trainingId => registration((await kmsApi.post('/registrations', { body: { training_id: trainingId } })).registration);
export const cancel = id => kmsApi.remove(`/registrations/${id}`);
/** `score` only where it is given. */
export const update = async (id, status, score) => registration((await kmsApi.put(`/registrations/${id}`, { body: { status, ...(score && { feedback_score: score }) } })).registration);
