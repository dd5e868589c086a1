// Settings of the company or of all companies: one text per name. docs/api/itr.md, "The office"
import { itrApi } from '../request.js';
import { list as listOf, orNull, patiently } from './page.js';

const path = name => `/systemsettings/${encodeURIComponent(name)}`;
const headers = ofServer => (ofServer ? { IncludeMaster: 'Y', IncludeClient: 'N' } : {});

/** Those that are not protected. */
export const list = ({ ofServer, ...filters }, signal) => listOf({ path: '/systemsettings', ...filters, ...(ofServer && { master: 'only' }), shape: row => ({ id: row.ParameterName, name: row.ParameterName, value: row.ParValue ?? '' }), signal });

/** The value, or null where nobody set one. */
export const get = (name, { ofServer } = {}, signal) => orNull(patiently(() => itrApi.get(path(name), { headers: headers(ofServer), as: 'text', signal }), signal));

export const set = (name, value, { ofServer } = {}) => patiently(() => itrApi.post(path(name), { headers: headers(ofServer), body: value }));
export const remove = (name, { ofServer } = {}) => patiently(() => itrApi.remove(path(name), { headers: headers(ofServer) }));
