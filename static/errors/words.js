// Failure → words. The only place where an error gets its sentence: what happened, what was kept, what to do.
import { has, plural, t } from '../i18n/text.js';

// Codes that say more than their kind, by surface-free name.
const told = new Set([
  'wrong_password', 'wrong_code', 'wrong_kind', 'username_taken', 'email_taken', 'already_verified', 'no_email', 'already_on', 'not_begun', 'not_on', 'demanded', 'last_admin',
  'role_held', 'not_dead', 'running', 'scope',
]);
const kinds = new Set(['offline', 'ended', 'refused', 'denied', 'scope', 'missing', 'conflict', 'invalid', 'large', 'limited', 'paused', 'unavailable', 'server', 'unexpected']);

/** { title, text, details, requestId } of a failure as a whole. */
export function describe(failure) {
  const name = told.has(failure.code) ? failure.code : kinds.has(failure.kind) ? failure.kind : 'unexpected';
  const wait = failure.retryAfter ? plural('errors.wait', failure.retryAfter) : '';
  return {
    title: t(`errors.${name}.title`),
    text: [t(`errors.${name}.text`), ['limited', 'paused', 'unavailable'].includes(name) && wait].filter(Boolean).join(' '),
    details: failure.details && name !== 'wrong_password' ? failure.details : null,
    requestId: ['server', 'unexpected', 'unavailable'].includes(name) ? failure.requestId : null,
  };
}

const same = { extra_forbidden: 'unexpected_field', string_type: 'not_string', int_parsing: 'not_integer', bool_parsing: 'not_boolean', datetime_parsing: 'not_datetime', date_parsing: 'not_datetime', too_short: 'string_too_short', too_long: 'string_too_long', required: 'missing', not_mapping: 'invalid_value', not_list: 'invalid_value' };

/** The sentence at a field; unknown codes show the server's own sentence, when there is one. */
export function fault({ code, params = {} }) {
  const name = same[code] ?? code;
  if (name === 'string_too_short') return plural('errors.field.string_too_short', Number(params.min_length ?? 1));
  if (name === 'string_too_long') return plural('errors.field.string_too_long', Number(params.max_length ?? 0));
  if (has(`errors.field.${name}`)) return t(`errors.field.${name}`, params);
  return params.sentence ?? t('errors.field.invalid_value');
}

/** One sentence for a row of a list of answers. */
export const sentence = failure => (failure.fields?.length ? failure.fields.map(fault).join(' ') : describe(failure).title);
