// Pages of learning; routes.js joins them with all others. `more`: { right, words } beside those that all of them have.
import { need } from '../../i18n/text.js';
import { offer } from '../../commands.js';
import { opens, session } from '../../state/session.js';
import { manages, mentors } from './places.js';

// Whoever is signed in may come; without learning, gate.js says how to get in.
const right = session => session.kind === 'account';
const writes = () => manages() || mentors();
const gated = async module => {
  const [found, { gate }] = await Promise.all([module(), import('./gate.js')]);
  return gate(found);
};
const page = (path, module, more = {}) => ({ path, page: () => gated(module), right, ...more, words: ['learning', ...(more.words ?? [])] });
const writing = (path, module, more = {}) => page(path, module, { right: writes, words: ['learning_admin'], ...more });
const managing = (path, module, more = {}) => writing(path, module, { right: manages, ...more });
const editTopic = () => import('./edit-topic.js');

export const routes = [
  page('/app/learning', () => import('./levels.js')),
  page('/app/learning/levels', () => import('./levels.js')),
  page('/app/learning/levels/{id:uuid}', () => import('./level.js')),
  page('/app/learning/grades/{id:uuid}', () => import('./grade.js')),
  page('/app/learning/subjects/{id:uuid}', () => import('./subject.js')),
  page('/app/learning/topics/{id:uuid}', () => import('./topic.js'), { words: ['research'] }),
  page('/app/learning/mine', () => import('./mine.js')),
  page('/app/learning/mentor', () => import('./mentor.js')),
  writing('/app/learning/edit', () => import('./edit-tree.js')),
  writing('/app/learning/subjects/{subject:uuid}/topics/new', editTopic, { words: ['learning_admin', 'research'] }),
  writing('/app/learning/topics/{id:uuid}/edit', editTopic, { words: ['learning_admin', 'research'] }),
  managing('/app/learning/pending', () => import('./pending.js')),
  managing('/app/learning/people', () => import('./people.js')),
  managing('/app/learning/people/{id:uuid}', () => import('./people-one.js')),
  managing('/app/learning/plans', () => import('./plans.js')),
  page('/app/learning/plan', () => import('./plan.js'), { words: ['learning_admin'] }),
];

// Ctrl K finds subjects and topics; what that needs is fetched with the first search.
offer(async (text, signal) => {
  const [{ find }] = await Promise.all([import('./finding.js'), need('learning')]);
  return find(text, signal);
}, () => opens('learning'));
