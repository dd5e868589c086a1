// The tree of learning as pages need it: what stands above and beside a thing, and what of it is one's own. docs/api/app.md
import { appApi } from '../request.js';

const named = found => (found ? { id: found.id, name: found.name } : null);
const position = found => (found ? { seconds: found.seconds, duration: found.duration ?? null, at: found.updated_at ?? null } : null);
const enrollment = found => (found ? {
  id: found.id, status: found.status, message: found.message ?? null, requestedAt: found.requested_at, reviewedAt: found.reviewed_at ?? null, reason: found.reason ?? null,
} : null);
const application = found => ({
  id: found.id, status: found.status, motivation: found.motivation ?? '', experience: found.experience ?? '', subjects: found.subjects ?? [], submittedAt: found.submitted_at, reviewedAt: found.reviewed_at ?? null,
  reason: found.reason ?? null,
});

const above = found => found.map(({ noun, id, name }) => ({ noun, id, name }));
const thing = found => ({ id: found.id, name: found.name, description: found.description ?? '', picture: found.image_url ?? null, isActive: found.is_active ?? true, above: above(found.above ?? []), mayEdit: Boolean(found.may_edit) });
const file = found => ({ id: found.id, name: found.name, description: found.description ?? '', type: found.content_type, size: found.size, modifiedAt: found.uploaded_at });

export const level = async (id, signal) => thing(await appApi.get(`/learning/levels/${id}`, { signal }));
export const grade = async (id, signal) => { const found = await appApi.get(`/learning/grades/${id}`, { signal }); return { ...thing(found), stage: found.stage ?? null }; };

export async function subject(id, signal) {
  const found = await appApi.get(`/learning/subjects/${id}`, { signal });
  return { ...thing(found), mentor: named(found.mentor), enrollment: enrollment(found.enrollment), topics: (found.topics ?? []).map(topic => ({
    id: topic.id, name: topic.name, description: topic.description ?? '', isActive: topic.is_active ?? true, documents: topic.documents ?? 0, hasVideo: Boolean(topic.has_video), position: position(topic.position),
  })) };
}

export async function topic(id, signal) {
  const found = await appApi.get(`/learning/topics/${id}`, { signal });
  return {
    ...thing(found), content: found.content ?? '', hasVideo: Boolean(found.has_video), documents: (found.documents ?? []).map(file), previous: named(found.previous), next: named(found.next),
    position: position(found.position), updatedAt: found.updated_at, enrollment: enrollment(found.enrollment),
  };
}

const placed = (found, steps) => ({
  id: found.id, name: found.name, picture: found.image_url ?? null, isOpen: found.is_open ?? found.is_active ?? true, topics: found.topics ?? null, above: above(steps ?? []),
  videos: found.videos ?? 0, seen: found.seen ?? 0, share: found.share ?? null,
});

/** Everything that is one's own: enrolments and requests, applications to mentor, subjects one mentors, videos one began; what waits, for administrators. */
export async function mine(signal) {
  const found = await appApi.get('/learning/mine', { signal });
  return {
    enrollments: found.enrollments.map(row => ({ ...enrollment(row), subject: placed(row.subject, row.above) })),
    applications: found.applications.map(application),
    mentoring: found.mentoring.map(row => placed(row, row.above)),
    watching: found.watching.map(row => ({ ...placed(row, row.above), position: position(row.position) })),
    pending: found.pending ?? null,
  };
}

const hit = found => ({ id: found.id, name: found.name, picture: found.image_url ?? null, above: above(found.above) });

/** Subjects and topics whose names have the words, a few of each. */
export async function search(text, signal) {
  const found = await appApi.get('/learning/search', { query: { search: text }, signal });
  return { subjects: found.subjects.map(hit), topics: found.topics.map(hit) };
}

export const keepPosition = (topicId, { seconds, duration }, { leaving = false } = {}) => appApi.put(`/learning/topics/${topicId}/position`, { body: { seconds, duration }, keepalive: leaving });
