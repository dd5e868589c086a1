// What the tests of a session say: profile and reports. docs/api/app.md §19
import { appApi } from '../request.js';

const path = (session, part) => `/assessment/sessions/${session}/${part}`;
// The assessment API has an instant for "not yet", long before any test was taken.
const moment = value => (value && value > '2001' ? value : null);

const testOf = test => ({
  id: test.id, testId: test.test_id, name: test.name, description: test.description, state: test.state, startedAt: moment(test.started_at), endedAt: moment(test.ended_at),
  answered: test.answered / 100, scales: test.scales,
});

/** { session, person, tests: [{ state: open | not_billed | scored | stored | none, scales: [{ name, score, norms: [{ place, id, name, value, percentile, share }] }] }] } */
export async function profile(session, signal) {
  const found = await appApi.get(path(session, 'profile'), { signal });
  const { description, goal, status, started_at: startedAt, ended_at: endedAt } = found.session;
  return { session: { id: found.session.id, name: description, goal, status, startedAt: moment(startedAt), endedAt: moment(endedAt) }, person: found.person, tests: found.tests.map(testOf) };
}

/** The report as an HTML document; who shows it makes it harmless first. `report`: id of a definition, null for the standard report. */
export const reportText = (session, report, signal) => appApi.get(path(session, 'report.html'), { query: { report }, as: 'text', signal });
export const reportPdf = (session, report, signal) => appApi.get(path(session, 'report.pdf'), { query: { report }, as: 'blob', signal });
/** Keeps the report with the session: { id, title }. */
export const keep = (session, report) => appApi.post(path(session, 'reports'), { body: { report } });
