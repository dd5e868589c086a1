// What the lists of learning have in common. docs/api/lms.md
import { lmsApi } from '../request.js';

/** One page of a list as { rows, total, page, pages }; filters: search, sort, order, isActive and those of the list. */
export async function pageOf(path, { page, perPage = 24, ...filters }, shape, signal) {
  const answer = await lmsApi.get(path, { query: { ...filters, page: Math.max(1, Number(page) || 1), limit: perPage }, signal });
  return { rows: answer.data.map(shape), total: answer.pagination.total, page: answer.pagination.page, pages: answer.pagination.pages };
}
