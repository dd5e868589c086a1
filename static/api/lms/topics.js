// Topics of a subject, with their documents and whether there is a video. docs/api/lms.md
import { pageOf } from './page.js';

export const file = found => ({
  id: found.id, name: found.name, description: found.description ?? '', type: found.contentType, size: found.size, modifiedAt: found.uploadedAt,
});

export const topic = found => ({
  id: found.id, name: found.name, description: found.description ?? '', content: found.content ?? '', hasVideo: Boolean(found.videoUrl), isActive: found.isActive, subjectId: found.subjectId,
  documents: (found.documents ?? []).map(file), createdAt: found.createdAt, updatedAt: found.updatedAt,
});

export const list = (subjectId, filters, signal) => pageOf(`/education/subjects/${subjectId}/topics`, filters, topic, signal);
