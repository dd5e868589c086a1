// Asking to learn a subject, and to become a mentor. docs/api/lms.md
import { lmsApi } from '../request.js';

export const enrollment = found => ({
  id: found.id, subjectId: found.subjectId, status: found.status.toLowerCase(), message: found.message ?? null, requestedAt: found.requestedAt, reviewedAt: found.reviewedAt ?? null, reason: found.reason ?? null,
});

export const application = found => ({
  id: found.id, status: found.status.toLowerCase(), motivation: found.motivation ?? '', experience: found.experience ?? '', subjects: found.subjects ?? [], submittedAt: found.submittedAt,
  reviewedAt: found.reviewedAt ?? null, reason: found.reason ?? null,
});

const codes = { role: 'already_mentor' };

/** A conflict here is of the whole request, not of one field that could be mended. */
async function asked(work, code) {
  try {
    return await work();
  } catch (error) {
    if (error.failure?.status === 409) Object.assign(error.failure, { kind: 'conflict', code: codes[error.failure.body?.details?.field] ?? code, fields: [], details: null });
    throw error;
  }
}

export const ask = (subjectId, message) => asked(async () => enrollment((await lmsApi.post('/enrollment/request', { body: { subjectId, ...(message && { message }) } })).data), 'already_asked');
export const apply = ({ motivation, experience, subjects }) => asked(
  async () => application((await lmsApi.post('/mentor/apply', { body: { motivation, ...(experience && { experience }), ...(subjects.length && { subjects }) } })).data), 'already_applied',
);
