// app: application/problem+json with `code` and `errors: [{ path, code, params }]`.
const signedOut = new Set(['missing', 'unknown', 'expired', 'inactive']);
const kinds = { 400: 'invalid', 401: 'refused', 403: 'denied', 404: 'missing', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

export function failure(status, body) {
  const problem = body && typeof body === 'object' ? body : {};
  const kind = status === 401 && signedOut.has(problem.code) ? 'ended' : problem.code === 'paused' ? 'paused' : kinds[status] ?? (status >= 500 ? 'server' : 'unexpected');
  return {
    kind,
    code: problem.code ?? null,
    fields: (problem.errors ?? []).map(fault => ({ path: fault.path.join('.'), code: fault.code, params: fault.params ?? {} })),
    retryAfter: problem.retry_after ?? null,
    requestId: problem.request_id ?? null,
    details: problem.detail ?? null,
  };
}
