// Where the pages of mentors and administrators of learning are, and the words of their nouns.
import { plural, t } from '../../i18n/text.js';
import { at as known, manages } from './places.js';
import { stages, stageWord } from './words.js';

export { stageWord };

export const at = {
  ...known,
  branch: (noun, id) => `/app/learning/edit?at=${noun}:${id}`,
  changeBranch: (noun, id) => `/app/learning/edit?at=${noun}:${id}&edit=1`,
  newTopic: subjectId => `/app/learning/subjects/${subjectId}/topics/new`,
  pending: '/app/learning/pending', people: '/app/learning/people', plans: '/app/learning/plans', plan: '/app/learning/plan',
  person: id => `/app/learning/people/${id}`,
};

export const below = { level: 'grade', grade: 'subject', subject: 'topic' };
/** The way down to what is written, as breadcrumbs: mentors open their subjects, not what stands above them. */
export const crumbsOf = above => above.map(({ noun, id, name }) => ({ href: manages() || noun === 'subject' ? at.branch(noun, id) : undefined, label: name }));

export const icons = { level: 'collection', grade: 'folder', subject: 'learning', topic: 'text' };

const nouns = { level: 'learning.level', grade: 'learning.grade', subject: 'learning.subject', topic: 'learning.topic' };
const several = { grade: 'learning.grades', subject: 'learning.subjects', topic: 'learning.topics' };
const fresh = { level: 'learning_admin.new.level', grade: 'learning_admin.new.grade', subject: 'learning_admin.new.subject', topic: 'learning_admin.new.topic' };

export const nounWord = noun => t(nouns[noun]);
export const nounsWord = noun => t(several[noun]);
export const newWord = noun => t(fresh[noun]);
export const stageOptions = () => Object.keys(stages).map(value => ({ value, label: stageWord(value) }));

const held = {
  grades: 'learning_admin.held.grades', subjects: 'learning_admin.held.subjects', topics: 'learning_admin.held.topics',
  documents: 'learning_admin.held.documents', videos: 'learning_admin.held.videos',
};

const inside = { level: held.grades, grade: held.subjects, subject: held.topics };

/** How much is directly below a row of a list. */
export const insideWords = row => plural(inside[row.noun], row.children);

/** "3 grades", "12 subjects" … of what a row holds. */
export const heldWords = holds => Object.keys(held).filter(name => holds[name] > 0).map(name => plural(held[name], holds[name]));
export const learnersWords = holds => [
  holds.learners > 0 && plural('learning_admin.held.learners', holds.learners),
  holds.requests > 0 && plural('learning_admin.held.requests', holds.requests),
].filter(Boolean);
