// One test of a session as it was taken: answers and chosen norms. docs/api/itr.md, "Taking tests"
import { read, save, ZERO } from './page.js';

const path = (session, id) => `/sessiontests/${session}/${id}`;
const known = id => (id && id !== ZERO ? id : null);

/** { answers: the documented `Results`, norms: [id | null] ×3 } */
export async function get(session, id, signal) {
  const found = await read(path(session, id), { signal });
  return { id: found.ID, testId: found.TestID, answers: found.Results, norms: [found.NormID1, found.NormID2, found.NormID3].map(known) };
}

/** Other norms; the server scores a test of ours anew with them. */
export const setNorms = (session, id, norms) => save(path(session, id), { ID: id, NormID1: norms[0], NormID2: norms[1], NormID3: norms[2] });
