// Finished tests without names, for research. docs/api/itr.md
import { list as listOf } from './page.js';
import { said } from './sessions.js';
import { names } from './tests.js';

function parsed(text) {
  try {
    return JSON.parse(text) || null;
  } catch {
    return null;
  }
}

/** A session that goes on after the test has no end yet: then the test's counts. */
function shape(row) {
  const testData = parsed(row.TestData);
  return {
    id: row.ID, company: row.CompanyDescription, session: row.SessionDescription, description: row.TestDescription, group: row.GroupDescription, endedAt: said(testData?.TestEnd) ?? said(row.SessionEndData),
    person: parsed(row.PersonData), sessionData: parsed(row.SessionData), testData,
  };
}

/** `filters`: page, pageSize, filter; `ofAll`: of every company, for master users. A test of another company has only its description. */
export async function list({ ofAll, ...filters }, signal) {
  const found = await listOf({ path: '/datagathering', sort: '-SessionEndData', ...filters, ...(ofAll && { master: 'only' }), shape, signal });
  const named = await names([...new Set(found.rows.map(row => row.testData?.TestID))], signal);
  return { ...found, rows: found.rows.map(row => ({ ...row, test: named.get(row.testData?.TestID) ?? row.description })) };
}
