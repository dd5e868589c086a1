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
];
