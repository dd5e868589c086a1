// When a request is tried again, and who is asked whether the session ended.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { appApi, itrApi, kadiApi, queryText, wire } from '../../../static/api/request.js';

let calls;
let answers;
const json = (status, body) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

beforeEach(() => {
  calls = [];
  wire({ token: () => 'W1', ended: async () => false });
  globalThis.fetch = async (address, options) => {
    calls.push([options.method, address, options.headers.SessionID]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
});

test('a read is tried again once after a lost connection, with the session in its header', async () => {
  answers = [new TypeError('lost'), json(200, { ok: 1 })];
  assert.deepEqual(await kadiApi.get('/records', { query: { page: 2, sort: '', tag: ['a', 'b'] } }), { ok: 1 });
  assert.deepEqual(calls[1], ['GET', '/kadi/api/v1/records?page=2&tag=a&tag=b', 'W1']);
});

test('a POST is not repeated', async () => {
  answers = [new TypeError('lost')];
  await assert.rejects(kadiApi.post('/records', { body: {} }), error => error.failure.kind === 'offline');
  assert.equal(calls.length, 1);
});

test('a read is tried again when the server says that it is not ready', async () => {
  answers = [new Response('', { status: 503, headers: { 'Retry-After': '0.01' } }), json(200, 1)];
  assert.equal(await appApi.get('/session'), 1);
});

test('a 401 with scopes signs nobody out', async () => {
  answers = [json(401, { scopes: ['record.update'] })];
  await assert.rejects(kadiApi.get('/records'), error => error.failure.kind === 'scope');
  assert.equal(calls.length, 1);
});

test("itr's 404 for a bad token asks our own surface first", async () => {
  answers = [new Response('Invalid or expired token', { status: 404 }), json(200, { kind: 'account' })];
  await assert.rejects(itrApi.get('/persons'), error => error.failure.kind === 'ended');
  assert.deepEqual(calls.map(call => call[1]), ['/itr/api/persons', '/app/api/session']);
});

test('after signing in over the page the request is made again, a POST too', async () => {
  let asked = 0;
  wire({ ended: async () => { asked += 1; return true; } });
  answers = [json(401, { code: 'expired' }), json(201, { id: 1 })];
  assert.deepEqual(await appApi.post('/tokens', { body: { name: 'x' } }), { id: 1 });
  assert.equal(asked, 1);
});

test('a door that says inactive ends no session', async () => {
  wire({ ended: async () => assert.fail('nobody was signed in') });
  answers = [json(401, { code: 'inactive' })];
  await assert.rejects(appApi.post('/sign-in', { body: {}, anonymous: true }), error => error.failure.kind === 'refused' && error.failure.code === 'inactive');
  assert.equal(calls[0][2], undefined);
});

test('a cancelled request stays cancelled', async () => {
  const stop = new AbortController();
  stop.abort(new DOMException('left', 'AbortError'));
  answers = [stop.signal.reason];
  await assert.rejects(kadiApi.get('/records', { signal: stop.signal }), { name: 'AbortError' });
  assert.equal(calls.length, 1);
});

test('empty values leave the query', () => {
  assert.equal(queryText({ a: null, b: undefined, c: '', d: 0 }), '?d=0');
  assert.equal(queryText({}), '');
});
