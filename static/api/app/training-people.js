// Names of people in trainings. docs/api/app.md §14.
import { appApi } from '../request.js';

const most = 100;

/** Map of id → name; ids that one may not see are not in it. `progress(done, total)` after each hundred. */
export async function names(ids, signal, progress = () => {}) {
  const found = new Map();
  for (let from = 0; from < ids.length; from += most) {
    const answer = await appApi.get('/training/people', { query: { id: ids.slice(from, from + most) }, signal });
    for (const person of answer.people) found.set(person.id, person.name);
    progress(Math.min(from + most, ids.length), ids.length);
  }
  return found;
}
