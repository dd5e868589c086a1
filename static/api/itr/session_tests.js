// The tests of a session: their states and how far they are. docs/api/itr.md, "Taking tests"
import { list as listOf, listIn, newId, remove as removeOf, save as saveOf, ZERO } from './page.js';
import { said, stateOf } from './sessions.js';

const shape = found => ({
  id: found.ID, sessionId: found.SessionID, testId: found.TestID, personId: found.PersID, sequence: found.Sequence, language: found.TestLanguage, status: found.Status, state: stateOf(found.Status),
  answered: found.PercentageOfQuestionsAnswered, page: found.CurrentPage, pages: found.TotalPages, seconds: found.TotalTestTime, startedAt: said(found.TestStart), endedAt: said(found.TestEnd),
  norms: [found.NormID1, found.NormID2, found.NormID3].filter(id => id && id !== ZERO),
});

/** Of one session, in their order. */
export const ofSession = async (sessionId, signal) => (await listOf({ path: `/sessiontests/${sessionId}`, pageSize: -1, sort: 'Sequence', shape, signal })).rows;
/** Of several sessions, in their order. */
export const ofSessions = (sessionIds, signal) => (sessionIds.length ? listIn({ path: '/sessiontests', field: 'SessionID', values: sessionIds, sort: ['SessionID', 'Sequence'], shape, signal }) : Promise.resolve([]));

/** Adds a test to a session; the id. */
export async function create(sessionId, { testId, personId, sequence, language, norms = [] }, id = newId()) {
  const [NormID1 = ZERO, NormID2 = ZERO, NormID3 = ZERO] = norms;
  await saveOf(`/sessiontests/${sessionId}/${id}`, { ID: id, SessionID: sessionId, TestID: testId, PersID: personId ?? ZERO, Sequence: sequence, TestLanguage: language, NormID1, NormID2, NormID3, Status: 10 });
  return id;
}
export const remove = (sessionId, id) => removeOf(`/sessiontests/${sessionId}/${id}`);
