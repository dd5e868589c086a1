// How the assessment API is asked: paging, order, search and filters travel in headers (docs/api/itr.md, "Headers of lists").
import { itrApi } from '../request.js';

/** An id that stands for nothing. */
export const ZERO = '00000000-0000-0000-0000-000000000000';

/** A new id: the browser makes it. (The one of `crypto` is missing on plain http.) */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Letters and digits that nobody guesses and everybody can read out: none of them looks like another. */
export const randomText = length => [...crypto.getRandomValues(new Uint32Array(length))].map(value => letters[value % letters.length]).join('');

/** A text as a header carries it: the bytes of UTF-8, no control characters. */
export const headerText = text => String.fromCharCode(...new TextEncoder().encode(String(text).replace(/[\u0000-\u001f\u007f]/g, ' ').trim()));

/** '-EndedAt' → 'EndedAt desc'; several with commas between, or a list. */
const sortText = sort => [sort].flat().filter(Boolean).join(',').split(',').map(part => part.trim()).map(part => (part.startsWith('-') ? `${part.slice(1)} desc` : part)).join(', ');

/** [[field, operator, value], …] → the header; conditions on one field that follow each other are alternatives. A comma or `=` cannot be in a value. */
export const filterText = conditions => conditions.map(([field, operator, value]) => `${field}${operator}${String(value).replace(/[,=]/g, ' ')}`).join(',');

const headersOf = given => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => [name, headerText(value)]));

const pause = (seconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, seconds * 1000);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

/** Where the server says "slower", waits and asks again, a few times. */
export async function patiently(send, signal, tries = 5) {
  for (let at = 1; ; at += 1) {
    try {
      return await send();
    } catch (error) {
      if (error.failure?.kind !== 'limited' || at === tries) throw error;
      await pause(Math.max(1, error.failure.retryAfter ?? 1), signal);
    }
  }
}

/** What was asked for, or null where it is gone. */
export const orNull = asked => asked.catch(error => { if (error.failure?.kind !== 'missing') throw error; return null; });

/** Headers that turn to the master's rows: 'with' (behind the company's own), 'only', or nothing. */
const masters = { with: { IncludeMaster: 'Y' }, only: { IncludeMaster: 'Y', IncludeClient: 'N' } };

/**
 * One page of a list as { rows, total, page, pages }.
 * page     from 1 (also a text of the address); `pageSize` -1: all rows
 * sort     'LastName', '-EndedAt', or several
 * search   a part of a text in the list's search fields
 * filter   [[field, operator, value]] or the header's text
 * archived true: only those, false: none of them, nothing: all
 * master   'with', 'only' or nothing
 * shape    row → ours
 */
export async function list({ path, page = 1, pageSize = 25, sort, search, filter, archived, master, shape = row => row, signal }) {
  const at = Math.max(1, Number(page) || 1);
  const all = pageSize === -1;
  const headers = headersOf({
    StartPage: all ? -1 : at - 1, PageSize: all ? 0 : pageSize, Sort: sortText(sort), SearchField: search, Filter: Array.isArray(filter) ? filterText(filter) : filter,
    IncludeArchived: archived === undefined ? undefined : archived ? 'Y' : 'N', IncludeTotal: all ? undefined : 'Y', ...masters[master],
  });
  const response = await patiently(() => itrApi.get(path, { headers, signal, as: 'response' }), signal);
  const rows = (await response.json()).map(shape);
  const counted = response.headers.get('X-Total-Count');
  const total = counted === null ? (all ? 0 : (at - 1) * pageSize) + rows.length : Number(counted);
  return { rows, total, page: at, pages: all ? 1 : Math.max(1, Math.ceil(total / pageSize)) };
}

/** The rows with these ids (or another field's values), whatever their number; at most 100 conditions a request. */
export async function listIn({ path, field = 'ID', values, ...rest }) {
  const wanted = [...new Set(values)];
  const parts = [];
  for (let at = 0; at < wanted.length; at += 100) parts.push(wanted.slice(at, at + 100));
  const found = await Promise.all(parts.map(part => list({ path, filter: part.map(value => [field, '=', value]), pageSize: -1, ...rest })));
  return found.flatMap(answer => answer.rows);
}

const options = (master, signal) => ({ headers: headersOf({ ...masters[master] }), signal });

/** One row; `master: 'only'` where its `dbsource` is 1. */
export const read = (path, { master, signal } = {}) => patiently(() => itrApi.get(path, options(master, signal)), signal);
/** Creates or changes a row; what `body` leaves out stays. The answer is a sentence. */
export const save = (path, body, { master, signal } = {}) => patiently(() => itrApi.post(path, { body, ...options(master, signal) }), signal);
export const remove = (path, { body, master, signal } = {}) => patiently(() => itrApi.remove(path, { body, ...options(master, signal) }), signal);
