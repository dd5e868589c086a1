// kadi: { code, message, description, errors: { field: [sentence] or nested } }; a 401 with `scopes` is a token's missing scope.
const kinds = { 400: 'invalid', 401: 'ended', 403: 'denied', 404: 'missing', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 423: 'conflict', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

// The sentences of the contract and our codes; patterns, because some carry values.
const sentences = [
  [/^Missing data for required field|^Field may not be null|^Value is required|must not be empty|may not be empty/, 'missing'],
  [/^Unknown field/, 'extra_forbidden'],
  [/^Not a valid float/, 'not_number'],
  [/^Not a valid date\./, 'not_instant'],
  [/^Not a valid (string|integer|number|boolean|datetime|mapping|list|IRI|MIME|identifier)/, kind => `not_${kind.toLowerCase()}`],
  [/^Invalid (type|input type|value)/, 'invalid_value'],
  [/^Shorter than minimum length (\d+)/, 'string_too_short', 'min_length'],
  [/^Longer than maximum length (\d+)/, 'string_too_long', 'max_length'],
  [/^Must be one of/, 'literal_error'],
  [/^Must be greater than or equal to (\S+?)\.?$/, 'greater_than_equal', 'ge'],
  [/^Must be less than or equal to (\S+?)\.?$/, 'less_than_equal', 'le'],
  [/equal to or greater than (\S+?)\.?$/, 'greater_than_equal', 'ge'],
  [/equal to or smaller than (\S+?)\.?$/, 'less_than_equal', 'le'],
  [/^Must be less than (\S+?)\.?$/, 'less_than', 'lt'],
  [/already in use/i, 'taken'],
  [/^Duplicate value/, 'duplicate'],
  [/^Cannot be used together with string/, 'only_numbers'],
  [/with this (ID|name) exists/, 'unknown_choice'],
];

export function codeOf(sentence) {
  for (const [pattern, code, param] of sentences) {
    const found = pattern.exec(sentence);
    if (found) return { code: typeof code === 'function' ? code(found[1]) : code, params: param ? { [param]: found.slice(1).find(Boolean) } : {} };
  }
  return { code: 'other', params: { sentence } };
}

/** Flattens nested errors: { extras: { 0: { key: ['…'] } } } → [{ path: 'extras.0.key', … }]. */
function flatten(errors, path = []) {
  if (typeof errors === 'string') return [{ path: path.join('.'), ...codeOf(errors) }];
  if (Array.isArray(errors)) return errors.flatMap((entry, i) => (typeof entry === 'string' ? flatten(entry, path) : flatten(entry, [...path, i])));
  if (errors && typeof errors === 'object') return Object.entries(errors).flatMap(([name, entry]) => flatten(entry, name === '_schema' ? path : [...path, name]));
  return [];
}

export function failure(status, body) {
  const answer = body && typeof body === 'object' ? body : {};
  const scope = status === 401 && Array.isArray(answer.scopes);
  return {
    kind: scope ? 'scope' : kinds[status] ?? (status >= 500 ? 'server' : 'unexpected'),
    code: scope ? 'scope' : null,
    fields: flatten(answer.errors),
    details: [answer.description, scope && answer.scopes.join(', ')].filter(Boolean).join(' ') || null,
  };
}
