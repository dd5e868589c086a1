// What people and collections of a filter are called, by their ids.
import { kadiApi } from '../request.js';

const called = async (ids, path, name, signal) => {
  const answers = await Promise.allSettled(ids.map(id => kadiApi.get(`${path}/${id}`, { signal })));
  return new Map(ids.map((id, i) => [id, answers[i].status === 'fulfilled' ? name(answers[i].value) : null]));
};

/** { users, collections } as lists of ids → as Maps of names; what one may not see has none. */
export async function names({ users, collections }, signal) {
  const [people, kept] = await Promise.all([called(users, '/users', found => found.displayname, signal), called(collections, '/collections', found => found.title, signal)]);
  return { users: people, collections: kept };
}
