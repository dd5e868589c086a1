import assert from 'node:assert/strict';
import { test } from 'node:test';

import en from '../../../static/i18n/en/errors.js';
import de from '../../../static/i18n/de/errors.js';
import { ago, bytes, clock, date, dateSpan, language, limitBytes, month, number, plural, put, t, timeTick } from '../../../static/i18n/text.js';
import { describe, fault, sentence } from '../../../static/errors/words.js';

put('en', 'errors', en);
put('de', 'errors', de);
put('en', 'probe', { 'probe.files': { one: '{count} file of {name}', other: '{count} files of {name}' }, 'probe.plain': 'Hello {name}, {missing}' });
const failure = changes => ({ kind: 'unexpected', code: null, fields: [], retryAfter: null, requestId: 'abc', details: null, ...changes });

test('sentences take parameters and plurals, numbers in the language', () => {
  assert.equal(plural('probe.files', 1, { name: 'A' }), '1 file of A');
  assert.equal(plural('probe.files', 1200, { name: 'A' }), '1,200 files of A');
  assert.equal(t('probe.plain', { name: 'B' }), 'Hello B, {missing}');
});

test('every kind of failure has a sentence in both languages', () => {
  for (const code of ['en', 'de']) {
    language.value = code;
    for (const kind of ['offline', 'back', 'ended', 'refused', 'denied', 'scope', 'missing', 'conflict', 'invalid', 'large', 'limited', 'paused', 'unavailable', 'server', 'unexpected', 'never-heard-of']) {
      const words = describe(failure({ kind }));
      assert.ok(words.title && !words.title.startsWith('errors.'), kind);
      assert.ok(words.text && !words.text.startsWith('errors.'), kind);
    }
  }
  language.value = 'en';
});

test('codes say more than their kind', () => {
  assert.equal(describe(failure({ kind: 'conflict', code: 'username_taken' })).title, 'This user name is already in use');
  assert.equal(describe(failure({ kind: 'refused', code: 'wrong_password' })).title, 'The name or the password is not right');
  assert.equal(describe(failure({ kind: 'denied', code: 'wrong_password' })).title, 'The current password is not right');
  assert.equal(describe(failure({ kind: 'refused', code: 'inactive' })).title, 'This account is switched off');
  assert.equal(describe(failure({ kind: 'ended', code: 'inactive' })).title, 'You are signed out');
});

test('what was typed is spoken of only where something was', () => {
  for (const kind of ['offline', 'back', 'conflict', 'invalid', 'unavailable', 'server', 'unexpected']) {
    assert.doesNotMatch(describe(failure({ kind })).text, /typed|entries/, kind);
    assert.match(describe(failure({ kind }), { typed: true }).text, /^What you typed is still here\. /, kind);
  }
  assert.doesNotMatch(describe(failure({ kind: 'denied' }), { typed: true }).text, /typed/);
});

test('waiting time is said, the request number only for what an administrator must look into', () => {
  assert.match(describe(failure({ kind: 'limited', retryAfter: 12 })).text, /in 12 seconds/);
  assert.equal(describe(failure({ kind: 'limited' })).requestId, null);
  assert.equal(describe(failure({ kind: 'server' })).requestId, 'abc');
});

const faults = [
  [{ code: 'required' }, 'Enter a value.'], [{ code: 'too_short', params: { minimum: 10 } }, 'Enter at least 10 characters.'], [{ code: 'string_too_long', params: { max_length: 1 } }, 'Use at most 1 character.'],
  [{ code: 'too_small', params: { minimum: 3 } }, 'Enter 3 or more.'], [{ code: 'less_than_equal', params: { le: 9 } }, 'Enter 9 or less.'], [{ code: 'less_than', params: { lt: '6' } }, 'Enter less than 6.'],
  [{ code: 'other', params: { sentence: 'Said by the server.' } }, 'Said by the server.'], [{ code: 'never-heard-of' }, 'Check this value.'], [{ code: 'not_MIME' }, 'Enter a media type such as text/plain.'],
];
for (const [given, expected] of faults) test(`fault ${given.code}`, () => assert.equal(fault(given), expected));

test('a row of a list gets one sentence', () => {
  assert.equal(sentence(failure({ kind: 'invalid', fields: [{ path: 'a', code: 'required' }] })), 'Enter a value.');
  assert.equal(sentence(failure({ kind: 'denied' })), 'You may not do this');
});

test('sizes, clocks and moments', () => {
  assert.equal(bytes(0), '0 bytes');
  assert.equal(bytes(999), '999 bytes');
  assert.equal(bytes(1234), '1.2 kB');
  assert.equal(bytes(999_950), '1 MB');
  assert.equal(bytes(62_000_000), '62 MB');
  assert.equal(clock(3725), '1:02:05');
  assert.equal(clock(65), '1:05');
  const now = Date.parse('2026-03-10T12:00:00Z');
  assert.equal(ago('2026-03-10T11:58:00Z', now), '2 minutes ago');
  assert.equal(ago('2026-03-09T12:00:00Z', now), 'yesterday');
  assert.equal(ago('2026-01-01T12:00:00Z', now), '1 Jan 2026');
  assert.equal(date(null), '');
  assert.match(dateSpan('2026-11-16T12:00:00Z', '2026-11-30T12:00:00Z'), /^16\s?–\s?30\sNov\s2026$/);
  language.value = 'de';
  assert.equal(number(1234.5), '1.234,5');
  assert.equal(ago('2026-03-10T11:58:00Z', now), 'vor 2 Minuten');
  language.value = 'en';
});

test('limits of sizes are told as they were set, what is beside them in the same unit', () => {
  assert.equal(limitBytes(52428800), '50\u00a0MiB');
  assert.equal(limitBytes(52428800, 54000000), '51.5\u00a0MiB');
  assert.equal(limitBytes(50000000), '50 MB');
  assert.equal(limitBytes(50000000, 54000000), '54 MB');
});

test('months and ticks of a time axis are in the language', () => {
  const at = Date.UTC(2026, 4, 15, 12) / 1000;
  assert.equal(month(at * 1000), 'May 2026');
  language.value = 'de';
  assert.equal(month(at * 1000), 'Mai 2026');
  assert.equal(timeTick(at, 30 * 86400), 'Mai 2026');
  assert.equal(timeTick(at, 365 * 86400), '2026');
  assert.equal(timeTick(at, 86400), '15. Mai');
  language.value = 'en';
  assert.match(timeTick(at, 3600), /^\d\d:\d\d$/);
});
