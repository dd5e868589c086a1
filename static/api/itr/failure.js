// itr: a bare sentence. A bad session is a 404, so request.js asks our own surface before it signs anybody out.
const kinds = { 400: 'invalid', 401: 'refused', 403: 'denied', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

export function failure(status, body) {
  const sentence = typeof body === 'string' ? body.trim() : null;
  const kind = status === 404 ? (sentence === 'Invalid or expired token' ? 'ended' : 'missing') : kinds[status] ?? (status >= 500 ? 'server' : 'unexpected');
  return { kind, details: sentence || null };
}
