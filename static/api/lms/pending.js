// What waits for a decision. docs/api/lms.md
import { pageOf } from './page.js';

const paths = { enrollments: '/admin/enrollment/pending', applications: '/admin/mentor/pending' };

const person = found => ({ id: found.userId, name: [found.user?.firstName, found.user?.lastName].filter(Boolean).join(' ') || found.user?.email || found.userId, email: found.user?.email ?? null });

const shapes = {
  enrollments: found => ({ id: found.id, person: person(found), subject: { id: found.subjectId, name: found.subject.name, path: [found.subject.name] }, message: found.message ?? '', askedAt: found.requestedAt }),
  applications: found => ({ id: found.id, person: person(found), motivation: found.motivation, experience: found.experience ?? '', subjects: found.subjects ?? [], askedAt: found.submittedAt }),
};

/** Filters: page, search, sort (`-createdAt`: descending). */
export const list = (kind, { sort, ...filters }, signal) => pageOf(paths[kind], { ...filters, sort: sort.replace(/^-/, ''), order: sort.startsWith('-') ? 'desc' : 'asc' }, shapes[kind], signal);
