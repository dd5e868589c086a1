// lms: { success: false, error: sentence, code, details: { field, message, value } }, one field at most.
const kinds = { 400: 'invalid', 401: 'ended', 403: 'denied', 404: 'missing', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

export function failure(status, body) {
  const answer = body && typeof body === 'object' ? body : {};
  const { field, message } = answer.details ?? {};
  const taken = status === 409 && field;
  return {
    kind: taken ? 'invalid' : kinds[status] ?? (status >= 500 ? 'server' : 'unexpected'),
    code: answer.code ?? null,
    fields: field ? [taken ? { path: field, code: 'taken', params: {} } : { path: field, code: 'other', params: { sentence: message ?? answer.error } }] : [],
    details: typeof answer.error === 'string' ? answer.error : null,
  };
}
