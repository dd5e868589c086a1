// Value lists, in the server's order. docs/api/kms.md
import { kmsApi } from '../request.js';

export const roles = async signal => (await kmsApi.get('/metadata/roles', { signal })).roles;
export const categories = async signal => (await kmsApi.get('/metadata/categories', { signal })).categories;
export const levels = async signal => (await kmsApi.get('/metadata/levels', { signal })).levels;
export const statuses = async signal => (await kmsApi.get('/metadata/statuses', { signal })).statuses;
