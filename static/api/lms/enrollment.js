// Asking to learn a subject, and to become a mentor. docs/api/lms.md
import { lmsApi } from '../request.js';

export const enrollment = found => ({
  id: found.id, subjectId: found.subjectId, status: found.status.toLowerCase(), message: found.message ?? null, requestedAt: found.requestedAt, reviewedAt: found.reviewedAt ?? null, reason: found.reason ?? null,
});

export const application = found => ({
  id: found.id, status: found.status.toLowerCase(), motivation: found.motivation ?? '', experience: found.experience ?? '', subjects: found.subjects ?? [], submittedAt: found.submittedAt,
  reviewedAt: found.reviewedAt ?? null, reason: found.reason ?? null,
});

export const ask = async (subjectId, message) => enrollment((await lmsApi.post('/enrollment/request', { body: { subjectId, ...(message && { message }) } })).data);
export const apply = async ({ motivation, experience, subjects }) => application((await lmsApi.post('/mentor/apply', { body: { motivation, ...(experience && { experience }), ...(subjects.length && { subjects }) } })).data);
