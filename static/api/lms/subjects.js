// Subjects of a grade. docs/api/lms.md
import { pageOf } from './page.js';

export const subject = found => ({
  id: found.id, name: found.name, description: found.description ?? '', picture: found.imageUrl ?? null, isActive: found.isActive, gradeId: found.gradeId, mentorId: found.mentorId ?? null,
  createdAt: found.createdAt, updatedAt: found.updatedAt,
});

export const list = (gradeId, filters, signal) => pageOf(`/education/grades/${gradeId}/subjects`, filters, subject, signal);
