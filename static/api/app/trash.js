// What somebody deleted and can still get back, with titles. docs/api/app.md §21.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

/** `type` record, collection, template or group. */
const item = found => ({ id: found.id, type: found.type, identifier: found.identifier, title: found.title, deletedAt: found.deleted_at });

export const list = async ({ page, search, type }, signal) => pageOf(await appApi.get('/trash', { query: { page, search, type, per_page: 25 }, signal }), item);
