// Files of objects of assessment: pictures of tests. docs/api/itr.md, "The office"
import { bases, itrApi } from '../request.js';
import { patiently } from './page.js';

const folder = ({ company, object, kind }) => `/files/${company}/${object}/${kind}`;

/** What the server makes of a name: small letters, digits and dots. */
export const storedName = name => name.toLowerCase().replace(/[^a-z0-9.]/g, '').slice(-100);

/** Where browsers find a file; what pages embed needs no session. */
export const address = (place, name) => `${bases.itr}${folder(place)}/${encodeURIComponent(name)}`;

/** `place`: { company: its id or 'master', object: an id, kind: 'media' }. */
export const names = (place, signal) => patiently(() => itrApi.get(folder(place), { signal }), signal);
export const bytes = (place, name, signal) => patiently(() => itrApi.get(`${folder(place)}/${encodeURIComponent(name)}`, { as: 'blob', signal }), signal);
export const put = (place, name, blob, signal) => patiently(() => itrApi.post(`${folder(place)}/${encodeURIComponent(name)}`, { body: blob, signal }), signal);
export const remove = (place, name) => patiently(() => itrApi.remove(`${folder(place)}/${encodeURIComponent(name)}`));
export const removeAll = place => patiently(() => itrApi.remove(folder(place)));
