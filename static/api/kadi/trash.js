// What somebody deleted and can still get back for seven days.
import { kadiApi } from '../request.js';
import { pageOf } from './page.js';

const item = found => ({ id: found.id, identifier: found.identifier, type: found.type, deletedAt: found.deleted_at });

export const list = async ({ page, filter }, signal) => pageOf(await kadiApi.get('/trash', { query: { page, per_page: 25, filter }, signal }), item);
