// Failure → words. The only place where an error gets its sentence: what happened, what was kept, what to do.
import { has, plural, t } from '../i18n/text.js';

// Codes that say more than their kind, by surface-free name.
const told = new Set([
  'wrong_password', 'wrong_code', 'wrong_kind', 'inactive', 'username_taken', 'email_taken', 'already_verified', 'no_email', 'second_factor_set', 'second_factor_demanded', 'second_factor_required', 'not_begun',
  'last_admin', 'admin_exists', 'role_held', 'job_is_over', 'job_runs', 'job_waits_already', 'scope', 'service_denied', 'service_refused', 'instance_failed',
  'already_registered', 'training_full', 'training_not_published', 'training_in_use', 'registration_over', 'already_asked', 'already_applied', 'already_mentor', 'own_account', 'user_exists',
  'email_unverified', 'factor_needed', 'only_way_in', 'webhook_is_off', 'webhook_of_settings', 'quota_exceeded', 'foreign_report',
  'too_many_logins', 'login_exists', 'last_master', 'own_company', 'company_asks_code',
]);
const kinds = new Set(['offline', 'back', 'ended', 'refused', 'denied', 'scope', 'missing', 'conflict', 'invalid', 'large', 'limited', 'paused', 'unavailable', 'server', 'unexpected']);

// Kinds whose sentences do not say what became of what was typed.
const silent = new Set(['offline', 'back', 'conflict', 'invalid', 'unavailable', 'server', 'unexpected']);

/** { title, text, details, requestId } of a failure as a whole; `opening`: something was to be shown, nothing to be changed; `typed`: there are entries, and they are still there. */
export function describe(failure, { opening = false, typed = false } = {}) {
  const door = failure.code === 'wrong_password' && failure.kind === 'denied' ? 'current_password' : null; // somebody signed in says the password again
  const known = told.has(failure.code) && !(failure.code === 'inactive' && failure.kind === 'ended');
  const name = door ?? (known ? failure.code : opening && failure.kind === 'denied' ? 'closed' : kinds.has(failure.kind) ? failure.kind : 'unexpected');
  const wait = failure.retryAfter ? plural('errors.wait', failure.retryAfter) : '';
  return {
    title: t(`errors.${name}.title`),
    text: [typed && silent.has(name) && t('errors.kept'), t(`errors.${name}.text`), ['limited', 'paused', 'unavailable'].includes(name) && wait].filter(Boolean).join(' '),
    details: failure.details && name !== 'wrong_password' && name !== 'current_password' ? failure.details : null,
    requestId: ['server', 'unexpected', 'unavailable'].includes(name) ? failure.requestId : null,
  };
}

// Names of other surfaces for what has one sentence here.
const same = {
  required: 'missing', extra_forbidden: 'unknown_field', string_type: 'not_string', not_list: 'invalid_value', not_object: 'invalid_value', not_mapping: 'invalid_value', not_uuid: 'invalid_value',
  int_parsing: 'not_integer', bool_parsing: 'not_boolean', datetime_parsing: 'not_instant', date_parsing: 'not_instant', not_datetime: 'not_instant', string_too_short: 'too_short', string_too_long: 'too_long',
  greater_than_equal: 'too_small', less_than_equal: 'too_big', literal_error: 'unknown', not_text: 'bad_text', bad_format: 'invalid_value', not_IRI: 'not_iri', not_MIME: 'not_mime',
};
const limit = params => params.minimum ?? params.maximum ?? params.min_length ?? params.max_length ?? params.ge ?? params.le ?? params.lt;

/** The sentence at a field; unknown codes show the server's own sentence, when there is one. */
export function fault({ code, params = {} }) {
  const name = same[code] ?? code;
  if (name === 'too_short' || name === 'too_long') return plural(name === 'too_short' ? 'errors.field.too_short' : 'errors.field.too_long', Number(limit(params) ?? 1));
  if (has(`errors.field.${name}`)) return t(`errors.field.${name}`, { limit: limit(params), ...params });
  return params.sentence ?? t('errors.field.invalid_value');
}

/** One sentence for a row of a list of answers. */
export const sentence = failure => (failure.fields?.length ? failure.fields.map(fault).join(' ') : describe(failure).title);
