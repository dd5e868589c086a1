// Sending bytes with progress, which fetch does not tell. The only use of XMLHttpRequest.
import { answered, bases, failureOf, RequestFailed, token } from './request.js';

const parsed = text => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** PUT of a Blob, or `method` of a FormData, below a surface's base; `progress(bytes, total)` while it goes; an aborted `signal` rejects with its reason. */
export function send(surface, path, body, { method = 'PUT', headers = {}, progress = () => {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const way = new XMLHttpRequest();
    const failed = failure => reject(new RequestFailed(failure));
    way.open(method, `${bases[surface]}${path}`);
    if (!(body instanceof FormData)) way.setRequestHeader('Content-Type', 'application/octet-stream'); // a form names its own, with its boundary
    if (token()) way.setRequestHeader('SessionID', token());
    for (const [name, value] of Object.entries(headers)) way.setRequestHeader(name, value);
    way.upload.onprogress = event => progress(event.loaded, event.total);
    way.onload = () => {
      answered(way.status);
      if (way.status >= 200 && way.status < 300) resolve(parsed(way.responseText));
      else failed(failureOf(surface, { status: way.status, body: parsed(way.responseText), headers: { get: name => way.getResponseHeader(name) } }));
    };
    way.onerror = () => failed({ kind: 'offline', code: null, fields: [], retryAfter: null, requestId: null, details: null, surface, status: null });
    way.onabort = () => reject(signal?.reason ?? new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) { reject(signal.reason); return; }
    signal?.addEventListener('abort', () => way.abort(), { once: true });
    way.send(body);
  });
}
