// Where the pages of learning are, and who may do what in them.
import { isAdmin, opens, session } from '../../state/session.js';

export const at = {
  levels: '/app/learning/levels', mine: '/app/learning/mine', mentor: '/app/learning/mentor', pending: '/app/learning/pending',
  level: id => `/app/learning/levels/${id}`,
  grade: id => `/app/learning/grades/${id}`,
  subject: id => `/app/learning/subjects/${id}`,
  topic: id => `/app/learning/topics/${id}`,
  editTree: '/app/learning/edit',
  editBranch: (noun, id) => `/app/learning/edit?at=${noun}:${id}`,
  editTopic: id => `/app/learning/topics/${id}/edit`,
};

/** Holds this account the role in learning? What counts is decided by the server. */
export const hasRole = role => Boolean(session.value?.roles.some(held => held.role === role && held.domain === 'learning'));
export const isOpen = () => opens('learning');
export const manages = () => isOpen() && isAdmin('learning');
export const mentors = () => isOpen() && hasRole('mentor');
