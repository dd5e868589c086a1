// Pages of learning; routes.js joins them with all others. `more`: { right, words } beside those that all of them have.
// Whoever is signed in may come; without learning, gate.js says how to get in.
const right = session => session.kind === 'account';
const gated = async module => {
  const [found, { gate }] = await Promise.all([module(), import('./gate.js')]);
  return gate(found);
};
const page = (path, module, more = {}) => ({ path, page: () => gated(module), right, ...more, words: ['learning', ...(more.words ?? [])] });

export const routes = [
  page('/app/learning', () => import('./levels.js')),
  page('/app/learning/levels', () => import('./levels.js')),
  page('/app/learning/levels/{id:uuid}', () => import('./level.js')),
  page('/app/learning/grades/{id:uuid}', () => import('./grade.js')),
  page('/app/learning/subjects/{id:uuid}', () => import('./subject.js')),
  page('/app/learning/topics/{id:uuid}', () => import('./topic.js'), { words: ['research'] }),
  page('/app/learning/mine', () => import('./mine.js')),
  page('/app/learning/mentor', () => import('./mentor.js')),
];
