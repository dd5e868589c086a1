// lms: { success: false, error: sentence, code, details: { field, message, value, errors: [the same] } }; 409 and 429 say more in details.
const kinds = { 400: 'invalid', 401: 'ended', 403: 'denied', 404: 'missing', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

// English sentences of the server → our codes: those of the validator, and its own.
const codes = [
  [/^(field required|this part is missing)$/i, 'missing'], [/at least (\d+) characters?/, 'too_short'], [/at most (\d+) characters?/, 'too_long'], [/valid string/, 'not_string'],
  [/valid boolean/, 'not_boolean'], [/^An address /, 'not_iri'], [/valid integer/, 'not_integer'], [/e-?mail/i, 'not_email'], [/valid datetime|^A date and time/, 'not_instant'], [/should be '/, 'unknown'],
  [/^A text of one line/, 'bad_text'], [/^The file is larger than \d+ bytes$/, 'file_too_large'],
];
const told = {
  'The file is empty': 'file_empty', 'The file is damaged': 'file_damaged', 'Files of this kind are not taken': 'kind_not_allowed', 'The file is not what the ending of its name says': 'kind_differs',
  'The ending of the name belongs to another kind of file': 'name_differs', 'The file is two things at once, such as a picture with an archive or a page in it': 'hidden_content',
  'The document has macros': 'macros', 'The document unpacks to more than is sensible': 'unpacks_to_too_much', 'This user has no active role MENTOR': 'unknown_choice', 'A role ends after it starts': 'before_start',
};

// Refusals that only the sentence tells apart.
const sentences = { 'The last administrator stays': 'last_admin', 'Nobody switches his own account off': 'own_account' };

function fault({ field, message }) {
  const found = codes.find(([pattern]) => pattern.test(message ?? ''));
  const limit = Number(found?.[0].exec(message)?.[1]);
  if (found) return { path: field, code: found[1], params: limit ? { minimum: limit } : {} };
  if (told[message]) return { path: field, code: told[message], params: {} };
  return /^[a-z]+(_[a-z]+)*$/.test(message ?? '') ? { path: field, code: message, params: {} } : { path: field, code: 'other', params: { sentence: message } };
}

export function failure(status, body) {
  const answer = body && typeof body === 'object' ? body : {};
  const details = answer.details && typeof answer.details === 'object' ? answer.details : {};
  const taken = status === 409 && details.field;
  const listed = Array.isArray(details.errors) ? details.errors : details.field ? [details] : [];
  return {
    kind: taken ? 'invalid' : kinds[status] ?? (status >= 500 ? 'server' : 'unexpected'),
    code: sentences[answer.error] ?? answer.code?.toLowerCase?.() ?? null,
    fields: taken ? [{ path: details.field, code: 'taken', params: {} }] : listed.map(entry => fault({ ...entry, message: entry.message ?? answer.error })),
    details: typeof answer.error === 'string' ? answer.error : null,
  };
}
