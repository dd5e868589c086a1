// Levels of education, the top of the tree. docs/api/lms.md
import { pageOf } from './page.js';

export const level = found => ({ id: found.id, name: found.name, description: found.description ?? '', picture: found.imageUrl ?? null, isActive: found.isActive, createdAt: found.createdAt, updatedAt: found.updatedAt });

export const list = (filters, signal) => pageOf('/education/levels', filters, level, signal);
