// Files of records.
import { bases, kadiApi } from '../request.js';
import { pageOf, person } from './page.js';

export const file = found => ({
  id: found.id, name: found.name, description: found.description ?? '', type: found.mimetype, realType: found.magic_mimetype ?? null, size: found.size, checksum: found.checksum,
  createdAt: found.created_at, modifiedAt: found.last_modified, creator: person(found.creator),
});

const of = (recordId, id) => `/records/${recordId}/files/${id}`;

export const list = async (recordId, { page, perPage = 25, sort, filter }, signal) => pageOf(await kadiApi.get(`/records/${recordId}/files`, { query: { page, per_page: perPage, sort: sort ?? 'name', filter }, signal }), file);
export const get = async (recordId, id, signal) => file(await kadiApi.get(of(recordId, id), { signal }));
export const update = async (recordId, id, { name, type, description }) => file(await kadiApi.patch(of(recordId, id), { body: { name, mimetype: type, description } }));
export const remove = (recordId, id) => kadiApi.remove(of(recordId, id));

/** Addresses that the browser fetches by itself, with the cookie of the session. */
export const address = (recordId, id) => `${bases.kadi}${of(recordId, id)}/download`;
export const archive = recordId => `${bases.kadi}/records/${recordId}/files/download`;

/** Bytes as text: what a byte order mark says, else UTF-8, else the Windows code page that spreadsheets here still write. */
export function decoded(bytes, whole = true) {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole }); // a part may end within a letter
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The first bytes of a file as text: { text, whole }. */
export async function beginning(recordId, id, size, most, signal) {
  const part = size > most;
  const response = await kadiApi.get(`${of(recordId, id)}/download`, { as: 'response', signal, headers: part ? { Range: `bytes=0-${most - 1}` } : {} });
  return { text: decoded(await response.arrayBuffer(), !part), whole: !part };
}

export const content = (recordId, id, signal) => kadiApi.get(`${of(recordId, id)}/download`, { as: 'blob', signal });
