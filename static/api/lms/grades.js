// Grades of a level. docs/api/lms.md
import { pageOf } from './page.js';

export const grade = found => ({
  id: found.id, name: found.name, description: found.description ?? '', picture: found.imageUrl ?? null, stage: found.level, isActive: found.isActive, levelId: found.educationLevelId,
  createdAt: found.createdAt, updatedAt: found.updatedAt,
});

export const list = (levelId, filters, signal) => pageOf(`/education/levels/${levelId}/grades`, filters, grade, signal);
