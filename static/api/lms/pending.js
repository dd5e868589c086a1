// What waits for a decision. docs/api/lms.md
import { pageOf } from './page.js';

const paths = { enrollments: '/admin/enrollment/pending', applications: '/admin/mentor/pending' };

const person = found => ({ id: found.userId, name: found.userName, email: found.userEmail });

const shapes = {
  enrollments: found => ({ id: found.id, person: person(found), subject: { id: found.subjectId, name: found.subjectName, above: [found.levelName, found.gradeName] }, message: found.message ?? '', askedAt: found.requestedAt }),
  applications: found => ({ id: found.id, person: person(found), motivation: found.motivation, experience: found.experience ?? '', subjects: found.subjects, askedAt: found.submittedAt }),
};

/** Filters: page, search, sort (`-createdAt`: descending). */
export const list = (kind, { sort, ...filters }, signal) => pageOf(paths[kind], { ...filters, sort: sort.replace(/^-/, ''), order: sort.startsWith('-') ? 'desc' : 'asc' }, shapes[kind], signal);
