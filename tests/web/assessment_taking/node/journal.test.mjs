// No answer is lost, none counts that is older than another: the journal of a test without a browser.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { bodyOf, entryOf, Journal, judge } from '../../../../static/pages/assessment/journal.js';
import { knownOf, lessTime, merged, nextSequence, othersOf, pauseAfter, resultsOf, sentOf, stateOf } from '../../../../static/pages/assessment/journal-merge.js';
import { memory } from '../../../../static/pages/assessment/journal-store.js';
import { windows } from '../../../../static/pages/assessment/journal-windows.js';

const screens = [
  { id: 's', name: 'First', components: [{ id: 'a', name: 'A', type: 'likert' }, { id: 'b', name: 'B', type: 'free_text', anonymise: true }] },
  { id: 't', name: 'Second', components: [{ id: 'w', type: 'timer', seconds: 60 }, { id: 'c', name: 'C', type: 'number' }] },
];
const asked = [{ screen: 's', component: 'a' }, { screen: 's', component: 'b' }, { screen: 't', component: 'c' }];

test('results have the documented form and are read back', () => {
  const answers = { s: { a: '3', b: 'text' }, t: { c: '7' } };
  const results = resultsOf(screens, answers, { timers: { t: 12.6 }, timeLeft: 99.4 });
  assert.deepEqual(results.__s.__b, { Value: 'text', Visible: true, Anonimise: true, VisibleOriginal: true });
  assert.equal(results.__t.__w.Value, '13');
  assert.equal(results.testTimeLeft, 99);
  assert.deepEqual(stateOf(screens, results), { answers, timers: { t: 13 }, timeLeft: 99 });
  assert.deepEqual(stateOf(screens, { First: { A: { Value: 2 } } }).answers, { s: { a: '2' } });
  assert.deepEqual(stateOf(screens, {}), { answers: {}, timers: {}, timeLeft: null });
});

test('what another client stored beside the answers stays', () => {
  const stored = { __s: { __a: { Value: '1' }, A: { Value: '1' }, __hidden: { Value: 'h' } }, First: { A: { Value: '1' } }, __gone: { __x: { Value: '9' } }, testTimeLeft: 0 };
  const others = othersOf(screens, stored);
  assert.deepEqual(others, { __s: { __hidden: { Value: 'h' } }, __gone: { __x: { Value: '9' } } });
  const results = resultsOf(screens, { s: { a: '3' } }, { others });
  assert.deepEqual([results.__s.__a.Value, results.__s.__hidden.Value, results.__gone.__x.Value], ['3', 'h', '9']);
  assert.deepEqual([othersOf(screens, {}), othersOf(screens, null), othersOf(screens, results)], [{}, {}, others]);
});

const cases = [
  ['nothing anywhere', {}, { taken: 0, isNew: false, answers: {} }],
  ['only here', { ours: { s: { a: '1' } } }, { taken: 0, isNew: true, answers: { s: { a: '1' } } }],
  ['only on the server', { theirs: { s: { a: '1' } } }, { taken: 0, isNew: false, answers: { s: { a: '1' } } }],
  ['the same', { ours: { s: { a: '1' } }, theirs: { s: { a: '1' } } }, { taken: 0, isNew: false, answers: { s: { a: '1' } } }],
  ['ours is newer than what we sent', { ours: { s: { a: '3' } }, known: { s: { a: ['1', '2'] } }, theirs: { s: { a: '2' } } }, { taken: 0, isNew: true, answers: { s: { a: '3' } } }],
  ['another browser was there', { ours: { s: { a: '3' } }, known: { s: { a: ['1'] } }, theirs: { s: { a: '4' } } }, { taken: 1, isNew: false, answers: { s: { a: '4' } } }],
  ['each has something', { ours: { s: { a: '3' } }, known: {}, theirs: { s: { b: 'x' } } }, { taken: 0, isNew: true, answers: { s: { a: '3', b: 'x' } } }],
  ['an answer was removed here', { ours: { s: { a: '' } }, known: { s: { a: ['2'] } }, theirs: { s: { a: '2' } } }, { taken: 0, isNew: true, answers: { s: { a: '' } } }],
];
for (const [name, given, expected] of cases) test(`put together: ${name}`, () => assert.deepEqual(merged(given), expected));

test('what was sent is known, what was acknowledged is all that is known', () => {
  assert.deepEqual(sentOf({ s: { a: ['1'] } }, { s: { a: '2', b: 'x' } }), { s: { a: ['1', '2'], b: ['x'] } });
  assert.deepEqual(sentOf(undefined, { s: { a: '2' } }), { s: { a: ['2'] } });
  assert.deepEqual(knownOf({ s: { a: '2' } }), { s: { a: ['2'] } });
});

test('time that was used stays used; pauses grow up to half a minute; numbers rise', () => {
  assert.deepEqual(lessTime({ t: 5 }, { t: 9, u: 3 }), { t: 5, u: 3 });
  const pauses = [1, 2, 3, 4, 5, 6, 7, 50].map(failures => pauseAfter(failures, 0.5));
  assert.deepEqual(pauses, [1, 2, 4, 8, 16, 30, 30, 30]);
  assert.ok(pauseAfter(1, 0) < pauseAfter(1, 0.99));
  assert.equal(nextSequence(undefined, 1000), 1000);
  assert.equal(nextSequence(5000, 1000), 5001, 'a clock that was set back');
});

test('a refusal says whether it is tried again', () => {
  const of = (kind, code = null, more = {}) => judge({ kind, code, ...more }, 1, 0.5);
  assert.deepEqual(of('offline'), { phase: 'kept', reason: 'offline', again: 1 });
  assert.deepEqual(of('unavailable', null, { retryAfter: 7 }), { phase: 'kept', reason: 'server', again: 7 });
  assert.deepEqual(of('ended'), { phase: 'kept', reason: 'ended', again: 1 });
  assert.deepEqual(of('conflict', 'elsewhere'), { phase: 'elsewhere', reason: null, again: null });
  assert.deepEqual(of('conflict', 'finished'), { phase: 'finished', reason: null, again: null });
  assert.deepEqual(of('missing', 'gone'), { phase: 'refused', reason: 'gone', again: null });
  assert.deepEqual(of('denied', 'over'), { phase: 'refused', reason: 'over', again: 30 });
  assert.deepEqual(of('limited', 'too_long'), { phase: 'refused', reason: 'too_long', again: 30 });
  assert.deepEqual(of('invalid'), { phase: 'refused', reason: 'other', again: 30 });
});

// A whole journal against a server that answers as it is told.

const row = { id: 'test-1', sessionId: 'session-1', results: {}, status: 10, page: 0, usedSeconds: 0, startedAt: null };
const failure = (kind, code = null) => Object.assign(new Error(kind), { failure: { kind, code } });
let server;
let clock;
let store;

beforeEach(() => {
  store = memory();
  server = { saves: [], answers: [] };
  clock = { waiting: new Map(), last: 0, setTimeout(run, ms) { this.last += 1; this.waiting.set(this.last, { run, ms }); return this.last; }, clearTimeout(id) { this.waiting.delete(id); } };
});

const send = async parts => {
  const answer = server.answers.shift();
  if (answer?.before) await answer.before();
  if (answer?.error && !answer.stored) throw answer.error;
  server.saves.push(parts);
  server.results = parts.body.Results;
  if (answer?.error) throw answer.error;
};

/** Runs what waits, until nothing does; the pauses in seconds. */
async function run(most = 20) {
  const pauses = [];
  for (let i = 0; i < most && clock.waiting.size; i += 1) {
    const [id, { run: due, ms }] = [...clock.waiting][0];
    clock.waiting.delete(id);
    pauses.push(ms / 1000);
    await due();
  }
  return pauses;
}

const alone = { ask: async () => false, hold: () => () => {}, take: () => {} };

async function opened({ tab = 'tab-1', voices = alone, from = row, seconds, take } = {}) {
  let made = 0;
  const journal = new Journal({
    store, windows: voices, row: { ...from, results: server.results ?? from.results }, reread: async () => ({ ...row, results: server.results ?? {} }), screens, asked, owner: 'ada', tab, newId: () => `${tab}-browser-${made += 1}`, send, seconds, clock, random: () => 0.5,
  });
  await journal.open({ take });
  return journal;
}

test('an answer is written down before it is sent', async () => {
  const journal = await opened();
  let kept;
  server.answers.push({ before: async () => { kept = await store.get('test-1'); } });
  await journal.answer('s', 'a', '3');
  await run();
  assert.equal(kept.answers.s.a, '3');
  assert.ok(kept.acked < kept.revision);
  assert.equal(kept.sequence, server.saves[0].sequence);
  assert.deepEqual(kept.known.s.a, ['3']);
  assert.equal(journal.state.value.phase, 'saved');
  assert.equal((await store.get('test-1')).acked, kept.revision);
});

test('answers are sent one after the other, with rising numbers and one browser', async () => {
  const journal = await opened();
  for (const value of ['1', '2', '3']) { await journal.answer('s', 'a', value); await run(); }
  const numbers = server.saves.map(save => save.sequence);
  assert.equal(numbers.length, 3);
  assert.deepEqual([...numbers].sort((x, y) => x - y), numbers);
  assert.equal(new Set(numbers).size, 3);
  assert.equal(new Set(server.saves.map(save => save.browser)).size, 1);
});

test('an answer that changes while it is sent is sent again', async () => {
  const journal = await opened();
  server.answers.push({ before: () => journal.answer('s', 'a', '4') });
  await journal.answer('s', 'a', '3');
  await run();
  assert.deepEqual(server.saves.map(save => save.body.Results.__s.__a.Value), ['3', '4']);
  assert.equal(journal.state.value.phase, 'saved');
});

test('without a connection it stays here, is tried again with growing pauses, and says so', async () => {
  const journal = await opened();
  server.answers.push(...Array.from({ length: 5 }, () => ({ error: failure('offline') })));
  await journal.answer('s', 'a', '3');
  const pauses = [];
  pauses.push(...await run(1));
  assert.deepEqual([journal.state.value.phase, journal.state.value.reason], ['kept', 'offline']);
  assert.equal((await store.get('test-1')).answers.s.a, '3');
  pauses.push(...await run());
  assert.deepEqual(pauses, [0.2, 1, 2, 4, 8, 16]);
  assert.equal(journal.state.value.phase, 'saved');
  assert.equal(server.saves.length, 1);
});

test('the network is back: it is tried at once', async () => {
  const journal = await opened();
  server.answers.push({ error: failure('offline') });
  await journal.answer('s', 'a', '3');
  await run(1);
  journal.retry();
  assert.deepEqual(await run(), [0]);
  assert.equal(journal.state.value.phase, 'saved');
});

test('after a crash everything that was not sent is sent, and a save whose answer was lost is not undone', async () => {
  const before = await opened();
  server.answers.push({ error: failure('offline'), stored: true });
  await before.answer('s', 'a', '3');
  await run(1); // the server has it, the browser does not know
  await before.answer('s', 'a', '4');
  clock.waiting.clear(); // the browser is gone
  const journal = await opened({ tab: 'tab-2' });
  assert.equal(journal.state.value.answers.s.a, '4');
  assert.equal(journal.state.value.phase, 'kept');
  assert.equal(journal.state.value.taken, 0);
  journal.retry();
  await run();
  assert.equal(server.results.__s.__a.Value, '4');
  assert.equal(server.saves.at(-1).browser, server.saves[0].browser);
  assert.ok(server.saves.at(-1).sequence > server.saves[0].sequence);
});

test('another browser has the test: its answers come along, and it is asked first', async () => {
  const journal = await opened();
  await journal.answer('s', 'a', '1');
  await run();
  server.results = resultsOf(screens, { s: { a: '5', b: 'there' } });
  server.answers.push({ error: failure('conflict', 'elsewhere') });
  await journal.answer('t', 'c', '7');
  await run();
  assert.equal(journal.state.value.phase, 'elsewhere');
  assert.equal(clock.waiting.size, 0, 'nothing is sent by itself');
  await journal.takeOver();
  await run();
  assert.equal(server.saves.at(-1).takeOver, true);
  assert.deepEqual(stateOf(screens, server.results).answers, { s: { a: '5', b: 'there' }, t: { c: '7' } });
  await journal.answer('s', 'a', '2');
  await run();
  assert.equal(server.saves.at(-1).takeOver, false);
});

test('two windows of one browser: the second is told, and when it goes on the first one writes nothing more', async () => {
  const channels = [];
  class Channel {
    constructor() { channels.push(this); }

    postMessage(data) { for (const each of channels) if (each !== this) each.onmessage({ data }); }
  }
  const first = await opened({ voices: windows('one', Channel) });
  await first.answer('s', 'a', '1');
  await run();
  const second = await opened({ tab: 'tab-2', voices: windows('two', Channel) });
  assert.equal(second.state.value.phase, 'window');
  assert.equal(second.entry, null);
  await second.takeOver();
  await run();
  assert.equal(first.state.value.phase, 'window');
  await first.answer('s', 'a', '5');
  await run();
  assert.equal((await store.get('test-1')).answers.s.a, '1');
  await second.answer('s', 'a', '2');
  await run();
  assert.equal(server.results.__s.__a.Value, '2');
});

test('a window that does not hear the other one finds out when it writes', async () => {
  const first = await opened();
  await opened({ tab: 'tab-2' });
  await first.answer('s', 'a', '5');
  await run();
  assert.equal(first.state.value.phase, 'window');
  assert.equal(server.saves.length, 0);
});

test('a finished test leaves nothing in the browser', async () => {
  const journal = await opened();
  await journal.answer('s', 'a', '1');
  await journal.finish();
  server.answers.push({ error: failure('unavailable') });
  await run(1);
  assert.equal((await store.get('test-1')).finishing !== null, true);
  await run();
  assert.equal(server.saves.at(-1).body.Status, 30);
  assert.ok(server.saves.at(-1).body.TestEnd);
  assert.equal(journal.state.value.phase, 'done');
  assert.equal(await store.get('test-1'), undefined);
});

test('a finish that was not answered is sent when the test is opened again', async () => {
  const journal = await opened();
  await journal.answer('s', 'a', '1');
  await run();
  await journal.finish();
  clock.waiting.clear();
  const again = await opened({ tab: 'tab-2' });
  again.retry();
  await run();
  assert.equal(server.saves.at(-1).body.Status, 30);
  assert.equal(again.state.value.phase, 'done');
});

test('a browser without a place for it says so and sends all the same', async () => {
  store = { ...memory(), change: async () => { throw new Error('quota'); } };
  const journal = await opened();
  assert.equal(journal.state.value.isSafe, false);
  await journal.answer('s', 'a', '1');
  await run();
  assert.equal(server.results.__s.__a.Value, '1');
  assert.equal(journal.state.value.phase, 'saved');
});

test('a test that was left and opened again in one window is written only by the later opening', async () => {
  const before = await opened();
  let answered;
  server.answers.push({ before: () => new Promise(resolve => { answered = resolve; }) });
  await before.answer('s', 'a', '1');
  const leaving = run(1);
  while (!answered) await new Promise(setImmediate);
  before.close();
  const again = await opened({ tab: 'tab-2' });
  await again.answer('s', 'a', '2');
  answered();
  await leaving;
  assert.equal((await store.get('test-1')).answers.s.a, '2');
  await run();
  assert.equal(server.results.__s.__a.Value, '2');
  assert.equal(again.state.value.phase, 'saved');
});

test('only a test with a limit has time that is left', async () => {
  const from = { ...row, status: 20, results: { testTimeLeft: 0 } };
  assert.equal((await opened({ from })).entry.timeLeft, Infinity);
  store = memory();
  assert.equal((await opened({ from: { ...from, results: { testTimeLeft: 50 } }, seconds: 60 })).entry.timeLeft, 50);
  store = memory();
  assert.equal((await opened({ seconds: 60 })).entry.timeLeft, 60);
});

test('pages are counted from 0 where they are stored', async () => {
  const journal = await opened();
  await journal.turn(2);
  await run();
  assert.equal(server.saves.at(-1).body.CurrentPage, 1);
  store = memory();
  assert.equal((await opened({ from: { ...row, status: 20, page: 1 } })).entry.page, 2);
});

test("somebody else's journal is not read", () => {
  const { entry } = entryOf({ before: { owner: 'ben', answers: { s: { a: '9' } }, sequence: 4, browser: 'x', revision: 3, acked: 1 }, row, screens, owner: 'ada', tab: 't', browser: 'new' });
  assert.deepEqual([entry.answers, entry.browser, entry.sequence], [{}, 'new', 0]);
});

test('a page that goes sends what it can, and counts it as its own when it comes back', async () => {
  const journal = await opened();
  await journal.answer('s', 'a', '3');
  journal.close({ gone: true });
  assert.equal(server.saves[0].leaving, true);
  await new Promise(setImmediate);
  assert.deepEqual((await store.get('test-1')).known.s.a, ['3']);
});

test('progress is told with each save', () => {
  const body = bodyOf({ answers: { s: { a: '1', b: '' } }, timers: {}, timeLeft: Infinity, page: 2, used: 12.4, startedAt: 'then', finishing: null }, screens, asked);
  assert.deepEqual({ ...body, Results: null }, { Results: null, Status: 20, CurrentPage: 1, TotalPages: 2, PercentageOfQuestionsAnswered: 33, TotalTestTime: 12, TestStart: 'then' });
});
