// The only place that calls fetch. Each surface's failure.js turns its error answers into one shape.
//
// Failure { kind, code, fields: [{ path, code, params }], retryAfter, requestId, details, surface, status, body }
//   kind: offline · ended (session) · refused (wrong credentials at a door) · denied · scope · missing · conflict · invalid · large
//         · limited · paused · unavailable · server · unexpected

import * as app from './app/failure.js';
import * as itr from './itr/failure.js';
import * as kadi from './kadi/failure.js';
import * as kms from './kms/failure.js';
import * as lms from './lms/failure.js';

export const bases = { kadi: '/kadi/api/v1', kms: '/kms/api/v1', lms: '/lms/api', itr: '/itr/api', app: '/app/api' };
const adapters = { kadi, kms, lms, itr, app };

export class RequestFailed extends Error {
  constructor(failure) {
    super(`${failure.surface} ${failure.status ?? ''} ${failure.kind} ${failure.code ?? ''}`);
    this.name = 'RequestFailed';
    this.failure = failure;
    if (failure.kind === 'offline' || failure.kind === 'unavailable') wiring.lost();
  }
}

const wiring = { token: () => null, ended: async () => false, answered: () => {}, lost: () => {} };

/** `token()` gives the session's id; `ended()` signs in over the page and resolves to true when the request may be tried again; `lost()` is told
    that the server could not be reached, or was not ready, `answered(status)` that it was. */
export const wire = parts => Object.assign(wiring, parts);

export const token = () => wiring.token();
export const answered = status => wiring.answered(status);

/** Query values that are null, undefined or empty are left out; a list repeats its name. */
export function queryText(query = {}) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const entry of Array.isArray(value) ? value : [value]) if (entry !== null && entry !== undefined && entry !== '') pairs.append(name, entry);
  }
  const text = pairs.toString();
  return text && `?${text}`;
}

/** A failure from an answer (or from its parts, as XMLHttpRequest gives them to uploads). */
export function failureOf(surface, { status, body, headers }) {
  const known = adapters[surface].failure(status, body, headers);
  return {
    code: null, fields: [], details: null, ...known, surface, status, body,
    retryAfter: known.retryAfter ?? (Number(headers?.get?.('Retry-After')) || null),
    requestId: headers?.get?.('X-Request-ID') ?? known.requestId ?? null,
  };
}

const offline = (surface, error) => new RequestFailed({
  kind: globalThis.navigator?.onLine === false || error instanceof TypeError ? 'offline' : 'unexpected', code: null, fields: [], retryAfter: null, requestId: null, details: null, surface, status: null,
});

async function bodyOf(response) {
  const text = await response.text();
  const type = response.headers.get('Content-Type') ?? '';
  if (!/json/.test(type) && !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function once(surface, method, address, { body, headers, signal, as, anonymous, keepalive }) {
  const session = anonymous ? null : wiring.token();
  const plain = body !== undefined && !(body instanceof Blob) && typeof body !== 'string' && !(body instanceof ArrayBuffer);
  const sent = { ...(plain && { 'Content-Type': 'application/json' }), ...(session && { SessionID: session }), ...headers };
  let response;
  try {
    response = await fetch(address, { method, headers: sent, body: plain ? JSON.stringify(body) : body, signal, credentials: 'same-origin', cache: 'no-store', ...(keepalive && { keepalive }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw offline(surface, error);
  }
  wiring.answered(response.status);
  if (response.ok) {
    if (as === 'response') return response;
    if (as === 'blob') return response.blob();
    if (as === 'text') return response.text();
    return response.status === 204 ? null : bodyOf(response);
  }
  throw new RequestFailed(failureOf(surface, { status: response.status, body: await bodyOf(response), headers: response.headers }));
}

/** Did the session end? Only our own surface knows: kadi's 401 may be a scope, itr's 404 a missing row. */
async function sessionEnded(failure) {
  if (failure.surface === 'app') return failure.kind === 'ended';
  if (failure.kind !== 'ended' || !wiring.token()) return failure.kind === 'ended';
  try {
    await once('app', 'GET', `${bases.app}/session`, {});
    return false;
  } catch (error) {
    return error.failure?.kind === 'ended';
  }
}

const pause = (seconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, seconds * 1000);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

/**
 * One request. `path` is below the surface's own base; options: query, body, headers, signal, as (json, text, blob, response),
 * anonymous (without the session), keepalive (it outlives the page). Only what is idempotent is tried again, once, when the connection or the database was away.
 */
export async function request(surface, method, path, options = {}) {
  const address = `${bases[surface]}${path}${queryText(options.query)}`;
  const again = ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method);
  try {
    return await once(surface, method, address, options);
  } catch (error) {
    const failure = error.failure;
    if (!failure) throw error;
    if (options.anonymous && failure.kind === 'ended') failure.kind = 'refused'; // a door says who is inactive, nobody was signed in
    if (!options.anonymous && (await sessionEnded(failure)) && (await wiring.ended())) return once(surface, method, address, options);
    if (again && ['offline', 'unavailable'].includes(failure.kind)) {
      await pause(Math.min(failure.retryAfter ?? 1, 5), options.signal);
      return once(surface, method, address, options);
    }
    throw error;
  }
}

/** Does the server answer, and is it ready? Nobody is told of a failure. */
export async function isReady(seconds = 5) {
  try {
    return (await fetch('/readyz', { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(seconds * 1000) })).ok;
  } catch {
    return false;
  }
}

const verbs = surface => Object.fromEntries(
  Object.entries({ get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', remove: 'DELETE' }).map(([verb, method]) => [verb, (path, options) => request(surface, method, path, options)]),
);

export const appApi = verbs('app');
export const kadiApi = verbs('kadi');
export const kmsApi = verbs('kms');
export const lmsApi = verbs('lms');
export const itrApi = verbs('itr');
