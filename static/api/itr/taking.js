// What candidates ask: their sessions, the tests in them, saves of answers. docs/api/itr.md, "Taking tests"
import { itrApi } from '../request.js';
import { list, read, save } from './page.js';

const parsed = value => {
  if (typeof value !== 'string') return value ?? null;
  try { return JSON.parse(value); } catch { return null; }
};
/** A field that holds JSON, as an object; anything else is an empty one. */
const objectOf = value => { const found = parsed(value); return found && typeof found === 'object' && !Array.isArray(found) ? found : {}; };
const listOf = value => { const found = parsed(value); return Array.isArray(found) ? found : []; };

export const done = 30;
export const running = 20;
const copy = 1;

const session = found => ({
  id: found.ID, personId: found.PersonID, groupId: found.GroupSessionID, name: found.Description, goal: found.Goal, type: found.SessionType, isCopy: found.SessionType === copy,
  isPublic: [200, 1200].includes(found.SessionType), status: found.Status, isActive: found.Active, from: found.AllowedStartDateTime, until: found.AllowedEndDateTime,
  endsHard: Boolean(found.EnforceSessionEndDateTime), startedAt: found.StartedAt, endedAt: found.EndedAt,
});

const sessionTest = found => ({
  id: found.ID, sessionId: found.SessionID, testId: found.TestID, personId: found.PersID, sequence: found.Sequence, language: found.TestLanguage, status: found.Status, page: found.CurrentPage,
  answered: found.PercentageOfQuestionsAnswered, startedAt: found.TestStart, usedSeconds: found.TotalTestTime, results: objectOf(found.Results), isOnPaper: found.HowTheTestIsTaken === 20,
});

const scripts = ['BeforeScript', 'AfterScript', 'BeforeNormingScript', 'AfterNormingScript', 'ScoringScript', 'Pre360', 'Per360', 'Post360'];

/** `isOurs`: made here, so plain data that this app shows and the server scores. */
const test = found => {
  const ours = objectOf(found.PluginData).Athenaeum;
  return {
    id: found.ID, name: found.TestName, description: found.Description, explanation: found.Explanation, copyrights: found.Copyrights, minutes: found.TotalTimeAvailableForThisTest ?? 0, leastPercent: found.MinPercentageOfAnswersRequired ?? 0,
    isOurs: Boolean(ours) && typeof ours === 'object' && !scripts.some(name => String(found[name] ?? '').trim()),
    canGoBack: ours?.canGoBack !== false, thanks: typeof ours?.thanks === 'string' ? ours.thanks : '', screens: listOf(found.screens),
  };
};

/** The sessions of a person that are not archived; a public one is left out once its own copy is there. */
export async function ownSessions(personId, signal) {
  const { rows } = await list({ path: '/sessions', pageSize: -1, sort: '-AllowedStartDateTime', filter: [['PersonID', '=', personId]], archived: false, shape: session, signal });
  const copied = new Set(rows.filter(row => row.isCopy).map(row => row.groupId));
  return rows.filter(row => row.type < 100 || (row.isPublic && !copied.has(row.id)));
}

/** A session; of a public one the copy that is the sign-in's own, which has another id. */
export const getSession = async (id, signal) => session(await read(`/sessions/${id}`, { signal }));

/** The tests of a session in their order, without answers. */
export const listTests = async (sessionId, signal) => (await list({ path: `/sessionteststaking/${sessionId}`, pageSize: -1, sort: 'Sequence', shape: sessionTest, signal })).rows;

export const getSessionTest = async (sessionId, id, signal) => sessionTest(await read(`/sessionteststaking/${sessionId}/${id}`, { signal }));

export const getTest = async (id, signal) => test(await read(`/tests/${id}`, { signal }));

export const company = async signal => { const found = await read('/companies/currentcompany', { signal }); return { id: found.ID, name: found.CompanyName }; };

/** A picture of a test as a Blob, so that it is there when the network is not. */
export const picture = (companyId, testId, name, signal) => itrApi.get(`/files/${companyId}/${testId}/MEDIA/${encodeURIComponent(name)}`, { as: 'blob', signal });

/** The parts of foreign screens: id → template. */
export async function templates(ids, signal) {
  const found = await Promise.all([...new Set(ids)].map(id => read(`/screentemplates/${id}`, { signal }).catch(error => { if (!error.failure) throw error; return null; })));
  return Object.fromEntries(found.filter(Boolean).map(each => [each.ID, { id: each.ID, html: each.HTMLContent ?? '', getValue: each.get_value_snippet ?? '', setValue: each.set_value_snippet ?? '', init: each.init_value_snippet ?? '' }]));
}

const sentences = {
  'The test is open in another browser': 'elsewhere', 'The test is finished': 'finished', 'The session is finished': 'finished', 'The session is not open yet': 'not_open', 'The session is over': 'over',
};

/** Gives refusals of a save the code that pages know: elsewhere, finished, not_open, over, too_long, gone. */
function coded(error) {
  const failure = error.failure;
  if (failure) failure.code = sentences[failure.details] ?? (/exceeded maximum configured limit/.test(failure.details ?? '') ? 'too_long' : failure.kind === 'missing' ? 'gone' : failure.code);
  return error;
}

async function coding(send) {
  try {
    return await send();
  } catch (error) {
    throw coded(error);
  }
}

/** One numbered save of a test. 200 says that it is stored for good; the same number can be sent again and again. */
export const saveTest = ({ sessionId, id, personId, body, sequence, browser, takeOver, leaving }) => coding(() => itrApi.post(`/sessionteststaking/${sessionId}/${id}`, {
  body: { ID: id, PersID: personId, ...body }, headers: { SaveSequence: String(sequence), BrowserID: browser, ...(takeOver && { TakeOver: 'Y' }) }, keepalive: leaving,
}));

const saveSession = ({ id, personId }, body) => coding(() => save(`/sessions/${id}`, { ID: id, PersonID: personId, ...body }));

export const beginSession = found => saveSession(found, { Status: running, SessionState: 'In progress', StartedAt: new Date().toISOString() });
export const endSession = found => saveSession(found, { Status: done, SessionState: 'Done', EndedAt: new Date().toISOString() });

/** A candidate's last test is today. */
export const tookTest = personId => save(`/persons/${personId}`, { ID: personId, DateOfLastTest: new Date().toISOString() });

/** Keeps the session alive; the server's clock, as milliseconds. */
export async function keepAlive() {
  const response = await itrApi.post('/checktoken', { as: 'response' });
  return Date.parse(response.headers.get('Date') ?? '') || null;
}
