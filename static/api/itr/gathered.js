// Finished tests without names, for research. docs/api/itr.md
import { list as listOf } from './page.js';

function parsed(text) {
  try {
    return JSON.parse(text) || null;
  } catch {
    return null;
  }
}

const shape = row => ({
  id: row.ID, company: row.CompanyDescription, session: row.SessionDescription, test: row.TestDescription, group: row.GroupDescription, endedAt: row.SessionEndData,
  person: parsed(row.PersonData), sessionData: parsed(row.SessionData), testData: parsed(row.TestData),
});

/** `filters`: page, pageSize, filter; `ofAll`: of every company, for master users. */
export const list = ({ ofAll, ...filters }, signal) => listOf({ path: '/datagathering', sort: '-SessionEndData', ...filters, ...(ofAll && { master: 'only' }), shape, signal });
