// Tests: questions, scales, rules that score them, norms. docs/api/itr.md, "Tests made here"
import { appApi, itrApi } from '../request.js';
import { list as listOf, listIn, patiently, read, remove as removeOf, save as saveOf } from './page.js';

const row = found => ({
  id: found.ID, name: found.TestName, description: found.Description, isActive: found.Active, costs: found.Costs, minutes: found.TotalTimeAvailableForThisTest, languages: found.LanguageSupport, isCentral: found.dbsource === 1,
});

/** `filters`: page, pageSize, sort, search, filter, master. */
export const list = (filters, signal) => listOf({ path: '/tests', ...filters, shape: row, signal });

/** A test in its documented names. */
export const get = (id, signal) => read(`/tests/${id}`, { signal });

/** The list's row of a test, which says whose it is; null where there is none. */
export const find = async (id, signal) => (await list({ filter: [['ID', '=', id]], pageSize: 5, master: 'with' }, signal)).rows[0] ?? null;

/** Id → name of these tests, as far as they are there; the company's own count before those for all companies. */
export async function names(ids, signal) {
  const wanted = ids.filter(Boolean);
  const found = wanted.length ? await listIn({ path: '/tests', values: wanted, master: 'with', shape: row, signal }) : [];
  return new Map(found.reverse().map(test => [test.id, test.name]));
}

/** Creates or changes; what `body` leaves out stays. `isCentral`: the one for all companies. */
export const save = (id, body, { isCentral } = {}) => saveOf(`/tests/${id}`, body, { master: isCentral ? 'only' : undefined });
export const remove = (id, { isCentral } = {}) => removeOf(`/tests/${id}`, { master: isCentral ? 'only' : undefined });

/** What is wrong with a test (in its documented names), and what answers would score: { faults, scores, answered, isOurs }. */
export async function attempt({ test, results, norms }, signal) {
  const found = await appApi.post('/assessment/tests/try', { body: { test, ...(results && { results }), ...(norms && { norms }) }, signal });
  return { isOurs: found.is_ours, faults: found.faults, scores: found.scores, answered: found.answered };
}

/** The files of one test become those of another; `to` may be `master`, which publishes them. */
export const copyFiles = (from, to) => patiently(() => itrApi.post(`/filecopy/${from}/${to}`));
