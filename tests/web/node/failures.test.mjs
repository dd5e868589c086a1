// What each surface says becomes one shape.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failureOf } from '../../../static/api/request.js';

const headers = values => new Headers(values);
const short = failure => ({ kind: failure.kind, code: failure.code, fields: failure.fields.map(({ path, code }) => `${path}: ${code}`) });

const cases = [
  ['app', 422, { code: 'invalid', errors: [{ path: ['scopes', 0], code: 'unknown' }, { path: ['name'], code: 'required' }] }, { kind: 'invalid', code: 'invalid', fields: ['scopes.0: unknown', 'name: required'] }],
  ['app', 401, { code: 'expired' }, { kind: 'ended', code: 'expired', fields: [] }],
  ['app', 401, { code: 'mfa_required' }, { kind: 'refused', code: 'mfa_required', fields: [] }],
  ['app', 403, { code: 'wrong_password' }, { kind: 'denied', code: 'wrong_password', fields: [] }],
  ['app', 429, { code: 'paused', retry_after: 60 }, { kind: 'paused', code: 'paused', fields: [] }],
  ['app', 409, { code: 'username_taken' }, { kind: 'conflict', code: 'username_taken', fields: [] }],
  ['app', 500, '<h1>no</h1>', { kind: 'server', code: null, fields: [] }],
  ['kadi', 400, { code: 400, errors: { identifier: ['Identifier is already in use.'], extras: { 0: { value: ['Not a valid integer.'] }, 2: { value: { 1: { key: ['Missing data for required field.'] } } } } } },
    { kind: 'invalid', code: null, fields: ['identifier: taken', 'extras.0.value: not_integer', 'extras.2.value.1.key: missing'] }],
  ['kadi', 400, { errors: { record_to: { id: ['No record with this ID exists.'] }, tags: ['Invalid type.'], title: ['Longer than maximum length 150.'], x: { _schema: ['Invalid input type.'] } } },
    { kind: 'invalid', code: null, fields: ['record_to.id: unknown_choice', 'tags: invalid_value', 'title: string_too_long', 'x: invalid_value'] }],
  ['kadi', 401, { description: 'missing', scopes: ['record.update'] }, { kind: 'scope', code: 'scope', fields: [] }],
  ['kadi', 401, { description: 'The server could not verify' }, { kind: 'ended', code: null, fields: [] }],
  ['kadi', 413, {}, { kind: 'large', code: null, fields: [] }],
  ['kms', 422, { detail: [{ loc: ['body', 'new_password'], msg: 'ensure this value has at least 8 characters', type: 'value_error.any_str.min_length' }, { loc: ['query', 'limit'], msg: 'odd', type: 'strange' }] },
    { kind: 'invalid', code: null, fields: ['new_password: string_too_short', 'limit: other'] }],
  ['kms', 400, { detail: 'Training is full' }, { kind: 'conflict', code: null, fields: [] }],
  ['kms', 400, { detail: 'Training is full', status: 'error', code: 'TRAINING_FULL' }, { kind: 'conflict', code: 'training_full', fields: [] }],
  ['kms', 422, { detail: [{ loc: ['body', 'credits'], msg: 'ensure this value is greater than or equal to 0', type: 'value_error.number.not_ge' }] }, { kind: 'invalid', code: null, fields: ['credits: greater_than_equal'] }],
  ['lms', 422, { success: false, error: 'Validation failed', code: 'VALIDATION_ERROR', details: { field: 'title', message: 'too short', value: '' } }, { kind: 'invalid', code: 'validation_error', fields: ['title: other'] }],
  ['lms', 409, { error: 'Resource already exists', code: 'CONFLICT', details: { resource: 'level', field: 'slug', value: 'a' } }, { kind: 'invalid', code: 'conflict', fields: ['slug: taken'] }],
  ['lms', 422, { error: 'Validation failed', code: 'VALIDATION_ERROR', details: { field: 'name', message: 'Field required', value: null, errors: [{ field: 'name', message: 'Field required' }, { field: 'description', message: 'String should have at most 50000 characters' }, { field: 'effectiveEndDate', message: 'before_start' }] } },
    { kind: 'invalid', code: 'validation_error', fields: ['name: missing', 'description: too_long', 'effectiveEndDate: before_start'] }],
  ['lms', 429, { error: 'Monthly quota used up', code: 'QUOTA_EXCEEDED', details: { plan: 'FREE', limit: 10, used: 10, reset: '2026-12-01T00:00:00.000Z' } }, { kind: 'limited', code: 'quota_exceeded', fields: [] }],
  ['lms', 403, { error: 'Insufficient permissions', code: 'FORBIDDEN', details: {} }, { kind: 'denied', code: 'forbidden', fields: [] }],
  ['itr', 404, 'Invalid or expired token', { kind: 'ended', code: null, fields: [] }],
  ['itr', 404, "Object not found or not accessible with user's rights (x)", { kind: 'missing', code: null, fields: [] }],
  ['itr', 403, 'This action is not allowed', { kind: 'denied', code: null, fields: [] }],
  ['itr', 400, 'Could not be saved : CompanyName is required, ContactEMail is longer than 200 characters', { kind: 'invalid', code: null, fields: ['CompanyName: missing', 'ContactEMail: too_long'] }],
  ['itr', 400, 'Could not be saved : the body is no JSON object', { kind: 'invalid', code: null, fields: [] }],
  ['itr', 404, 'Maximum number of consultants reached', { kind: 'conflict', code: 'too_many_logins', fields: [] }],
  ['itr', 404, 'The password should be at least 10 characters long', { kind: 'invalid', code: null, fields: ['Password: password_short'] }],
  ['itr', 409, 'Could not be saved : Email belongs to another account', { kind: 'invalid', code: null, fields: ['Email: email_taken'] }],
  ['itr', 503, '', { kind: 'unavailable', code: null, fields: [] }],
];

for (const [surface, status, body, expected] of cases) {
  test(`${surface} ${status} ${JSON.stringify(body).slice(0, 60)}`, () => {
    assert.deepEqual(short(failureOf(surface, { status, body, headers: headers({}) })), expected);
  });
}

test('waiting time and request number come from headers or body', () => {
  const failure = failureOf('kms', { status: 429, body: { detail: 'slow down' }, headers: headers({ 'Retry-After': '7', 'X-Request-ID': 'abc' }) });
  assert.equal(failure.retryAfter, 7);
  assert.equal(failure.requestId, 'abc');
  assert.equal(failureOf('app', { status: 503, body: { code: 'database', retry_after: 2, request_id: 'q' }, headers: headers({}) }).retryAfter, 2);
});

test('sentences of the server are kept for the details', () => {
  assert.equal(failureOf('kms', { status: 404, body: { detail: 'Training with id 4 not found' }, headers: headers({}) }).details, 'Training with id 4 not found');
  assert.equal(failureOf('itr', { status: 400, body: 'Could not be saved : name', headers: headers({}) }).details, 'Could not be saved : name');
});
