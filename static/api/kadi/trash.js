// What somebody deleted and can still get back for seven days.
import { kadiApi } from '../request.js';
import { all, pageOf } from './page.js';

/** `type` record, collection, template or group. */
const item = found => ({ id: found.id, identifier: found.identifier, type: found.type, deletedAt: found.deleted_at });

const perPage = 25;
export const list = async ({ page, filter }, signal) => pageOf(await kadiApi.get('/trash', { query: { page, per_page: perPage, filter }, signal }), item);

/** Only one kind, which the server does not filter by: a page of all that is there. */
export async function ofKind(type, { page = 1, filter }, signal) {
  const rows = (await all(async number => pageOf(await kadiApi.get('/trash', { query: { page: number, per_page: 100, filter }, signal }), item), 100)).filter(row => row.type === type);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const at = Math.min(Math.max(1, Number(page) || 1), pages);
  return { rows: rows.slice((at - 1) * perPage, at * perPage), total: rows.length, page: at, pages, perPage };
}

export const restore = ({ type, id }) => kadiApi.post(`/${type}s/${id}/restore`);
export const purge = ({ type, id }) => kadiApi.post(`/${type}s/${id}/purge`);
