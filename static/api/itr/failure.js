// itr: a bare sentence. A bad session is a 404, so request.js asks our own surface before it signs anybody out.
const kinds = { 400: 'invalid', 401: 'refused', 403: 'denied', 405: 'unexpected', 409: 'conflict', 413: 'large', 422: 'invalid', 429: 'limited', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

// Sentences that say more than their status.
const known = {
  'Invalid or expired token': { kind: 'ended' },
  'You do not have sufficient rights to make this call': { kind: 'denied' },
  'Maximum number of consultants reached': { kind: 'conflict', code: 'too_many_logins' },
  'The password should be at least 10 characters long': { kind: 'invalid', fields: [{ path: 'Password', code: 'password_short', params: {} }] },
  'Could not be saved : this person has a login in the company already': { code: 'login_exists' },
  'Could not be saved : somebody has to stay master user': { code: 'last_master' },
  'Could not be saved : Email belongs to another account': { kind: 'invalid', fields: [{ path: 'Email', code: 'email_taken', params: {} }] },
  'Could not be saved : another active person has this EMail': { kind: 'invalid', fields: [{ path: 'EMail', code: 'taken', params: {} }] },
  'The company cannot be removed : this session works in it': { code: 'own_company' },
  'The company asks for a code : sign in there': { code: 'company_asks_code' },
};

// Reasons why a row was not saved, with the name of its field.
const reasons = [
  [/^(\w+) is required$/, 'missing'], [/^(\w+) is longer than (\d+) characters$/, 'too_long'], [/^(\w+) has a value that does not fit$/, 'invalid_value'], [/^(\w+) is out of range$/, 'invalid_value'],
  [/^(\w+) names something that is not there$/, 'unknown_choice'],
];

function fault(reason) {
  for (const [pattern, code] of reasons) {
    const [, path, number] = pattern.exec(reason) ?? [];
    if (path) return { path, code, params: number ? { maximum: Number(number) } : {} };
  }
  return null;
}

function faultsIn(sentence) {
  const found = (/^Could not be saved : (.*)$/.exec(sentence)?.[1].split(', ') ?? []).map(fault);
  return found.every(Boolean) ? found : [];
}

export function failure(status, body) {
  const sentence = typeof body === 'string' ? body.trim() : '';
  const kind = kinds[status] ?? (status === 404 ? 'missing' : status >= 500 ? 'server' : 'unexpected');
  const fields = kind === 'invalid' ? faultsIn(sentence) : [];
  return { kind, details: sentence || null, fields, ...(status < 500 && known[sentence]) };
}
