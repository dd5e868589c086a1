// Lists of this surface count rows (`skip`, `limit`), ours count pages.
import { kmsApi } from '../request.js';

const most = 1000;

/** One page of a list as { rows, total, page, pages }; `name` is the list's member in the answer. */
export async function pageOf(path, name, { page, perPage = 25, ...filters }, shape, signal) {
  const at = Math.max(1, Number(page) || 1);
  const answer = await kmsApi.get(path, { query: { ...filters, skip: (at - 1) * perPage, limit: perPage }, signal });
  return { rows: answer[name].map(shape), total: answer.total, page: at, pages: Math.ceil(answer.total / perPage) };
}

/** Every row of a list, a thousand at a time; `progress(done, total)` after each answer. */
export async function all(path, name, filters, shape, signal, progress = () => {}) {
  const rows = new Map(); // rows that move to another page meanwhile are not there twice
  for (let skip = 0; ; skip += most) {
    const answer = await kmsApi.get(path, { query: { ...filters, skip, limit: most }, signal });
    for (const found of answer[name]) rows.set(found.id, shape(found));
    progress(Math.min(rows.size, answer.total), answer.total);
    if (answer[name].length < most) return [...rows.values()];
  }
}
