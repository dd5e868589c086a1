// Reports that were made of a session and kept. docs/api/itr.md
import { list as listOf, read, remove as removeOf } from './page.js';

export const list = (session, signal) => listOf({
  path: '/generatedreports', filter: [['LinkedObjectID', '=', session]], sort: 'ReportTitle', pageSize: -1, shape: row => ({ id: row.ID, title: row.ReportTitle, definition: row.ReportID }), signal,
});

export async function get(session, id, signal) {
  const found = await read(`/generatedreports/${session}/${id}`, { signal });
  return { id: found.ID, title: found.ReportTitle, text: found.ReportText };
}

export const remove = (session, id) => removeOf(`/generatedreports/${session}/${id}`);
