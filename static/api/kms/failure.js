// kms: { detail: sentence } or { detail: [{ loc: ['body', field…], msg, type, ctx }] }.
const kinds = { 400: 'conflict', 401: 'ended', 403: 'denied', 404: 'missing', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

// pydantic's names of both generations → our codes.
const codes = [
  [/missing$/, 'missing'], [/(min_length|too_short)$/, 'string_too_short'], [/(max_length|too_long)$/, 'string_too_long'], [/email/, 'not_email'],
  [/(enum|literal_error)$/, 'literal_error'], [/(integer|int_parsing|int_type)$/, 'not_integer'], [/(datetime|datetime_parsing|date_parsing)$/, 'not_datetime'], [/(string_type|str)$/, 'not_string'],
  [/not_ge$/, 'greater_than_equal'], [/not_le$/, 'less_than_equal'],
];

const numbers = { greater_than_equal: 'minimum', less_than_equal: 'maximum' };

const codeOf = type => codes.find(([pattern]) => pattern.test(type))?.[1] ?? null;

function fault({ loc, type = '', msg, ctx }) {
  const path = loc.slice(['body', 'query', 'path'].includes(loc[0]) ? 1 : 0).join('.');
  const code = codeOf(type);
  const number = /(\d+) characters/.exec(msg ?? '')?.[1];
  const bound = numbers[code] && /equal to (\d+)/.exec(msg ?? '')?.[1];
  const params = { ...(number && { min_length: number, max_length: number }), ...(bound && { [numbers[code]]: Number(bound) }), ...ctx };
  return code ? { path, code, params } : { path, code: 'other', params: { sentence: msg } };
}

export function failure(status, body) {
  const detail = body && typeof body === 'object' ? body.detail : null;
  const faults = Array.isArray(detail) ? detail : [];
  return {
    kind: kinds[status] ?? (status >= 500 ? 'server' : 'unexpected'),
    code: body?.code?.toLowerCase?.() ?? null,
    fields: faults.map(fault),
    details: typeof detail === 'string' ? detail : null,
  };
}
