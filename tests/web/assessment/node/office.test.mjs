import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterText, headerText, newId } from '../../../../static/api/itr/page.js';
import { stateOf } from '../../../../static/api/itr/sessions.js';
import { people, person } from '../../../../static/pages/assessment/plan-lines.js';
import { asHtml, filled, needsPassword } from '../../../../static/pages/assessment/plan-mail.js';

test('headers carry any letter, and no line break', () => {
  const bytes = Uint8Array.from(headerText(' Zoë\r\n日本 '), letter => letter.charCodeAt(0));
  assert.equal(new TextDecoder().decode(bytes), 'Zoë  日本');
  assert.doesNotThrow(() => new Headers({ SearchField: headerText('日本') }));
});

test('a value of a filter cannot begin another condition', () => {
  assert.equal(filterText([['EMail', '=', 'a@b.org'], ['Status', '>=', 30]]), 'EMail=a@b.org,Status>=30');
  assert.equal(filterText([['EMail', '=', 'x,Status=30']]), 'EMail=x Status 30');
});

test('new ids are UUIDs of version 4 and differ', () => {
  const ids = Array.from({ length: 50 }, newId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, 50);
});

test('a status is ready, running or done', () => {
  assert.deepEqual([1, 10, 20, 21, 29, 30, 31].map(stateOf), ['ready', 'ready', 'running', 'running', 'running', 'done', 'done']);
});

test('a person is read from what is typed or pasted', () => {
  const ada = { firstName: 'Ada', lastName: 'Adams', email: 'ada@x.org' };
  for (const line of ['Ada Adams <ada@x.org>', 'Ada; Adams; ada@x.org', 'Ada\tAdams\tada@x.org', '"Ada","Adams","ada@x.org"', 'ada@x.org, Ada, Adams', 'Ada Adams, ada@x.org']) assert.deepEqual(person(line), ada, line);
  assert.deepEqual(person('Ada Maria Adams ada@x.org'), { firstName: 'Ada Maria', lastName: 'Adams', email: 'ada@x.org' });
  assert.deepEqual(person('ada@x.org'), { firstName: '', lastName: '', email: 'ada@x.org' });
  assert.equal(person('Ada Adams'), null);
});

test('an address counts once, and lines without one are named', () => {
  const found = people('Ada Adams, ada@x.org\n\nBen Brown\nADA@x.org\nCleo <cleo@x.org>');
  assert.deepEqual(found.people.map(one => one.email), ['ADA@x.org', 'cleo@x.org']);
  assert.deepEqual(found.wrong, [3]);
});

test('words in braces become the person’s, others stay', () => {
  assert.equal(filled('Dear {name}, {unknown} {login}', { name: 'Ada {login}', login: 'a@x.org' }), 'Dear Ada {login}, {unknown} a@x.org');
  assert.equal(needsPassword('Hello', 'Your {password}'), true);
  assert.equal(needsPassword('Hello', 'Your password'), false);
});

test('a mail is paragraphs with links and no other markup', () => {
  assert.equal(asHtml('Dear <b>Ada</b> & "Co",\n\nhere: https://x.org/app/sign-in?a=1&b=2.\nBye'),
    '<p>Dear &lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Co&quot;,</p>\n<p>here: <a href="https://x.org/app/sign-in?a=1&amp;b=2">https://x.org/app/sign-in?a=1&amp;b=2</a>.<br>Bye</p>');
});
