// Exports of records, collections and templates: always attachments. docs/api/kadi.md, "Exports".
import { bases, kadiApi, queryText, RequestFailed } from '../request.js';

const pathOf = ({ noun, id, type }) => (type === 'extras' ? `/records/${id}/extras/export/json` : `/${noun}s/${id}/export/${type}`);
const queryOf = filter => (Object.keys(filter).length ? { filter: JSON.stringify(filter) } : {});

/** The address that the browser can fetch by itself, with the cookie of the session. */
export const address = ({ filter, ...wanted }) => `${bases.kadi}${pathOf(wanted)}${queryText(queryOf(filter))}`;

/** Opens an export ({ noun, id, type, filter }): { name, total, response }; `total` is null where the server does not know it yet. */
export async function open({ filter, ...wanted }, signal) {
  const response = await kadiApi.get(pathOf(wanted), { query: queryOf(filter), as: 'response', signal });
  const size = Number(response.headers.get('Content-Length'));
  const packed = response.headers.get('Content-Encoding'); // then the size is that of the packed bytes
  return { name: nameIn(response.headers.get('Content-Disposition') ?? ''), total: size > 0 && !packed ? size : null, response };
}

/** The file name of a Content-Disposition. */
export function nameIn(header) {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  const [, quoted, plain] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? plain ?? 'export';
}

const lost = () => new RequestFailed({ kind: 'offline', code: null, fields: [], retryAfter: null, requestId: null, details: null, surface: 'kadi', status: null });

/** Reads the pieces of an opened export; `piece` says whether to go on. Resolves to whether all of it came. */
export async function read({ response }, piece, signal) {
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      if (!piece(value)) { reader.cancel().catch(() => {}); return false; }
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    throw lost();
  }
}

/** The beginning of an export as text: { text, whole }. */
export async function beginning(wanted, most, signal) {
  const found = await open(wanted, signal);
  const decoder = new TextDecoder();
  let text = '';
  const whole = await read(found, bytes => { text += decoder.decode(bytes, { stream: true }); return text.length <= most; }, signal);
  return { text: text.slice(0, most), whole: whole && text.length <= most };
}

export const picture = async (wanted, signal) => (await open(wanted, signal)).response.blob();
