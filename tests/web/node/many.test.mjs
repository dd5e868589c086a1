import assert from 'node:assert/strict';
import { test } from 'node:test';

import { language } from '../../../static/i18n/text.js';
import { forEach, undoing } from '../../../static/state/many.js';

language.value = 'en';
const refusal = failure => Object.assign(new Error('refused'), { failure: { fields: [], retryAfter: 0.001, ...failure } });
const rows = ['a', 'b', 'c'].map(title => ({ title }));

/** A server that answers these failures to the row `b` first, one after the other. */
function server(...failures) {
  const asked = [];
  return {
    asked,
    send: async row => {
      asked.push(row.title);
      if (row.title === 'b' && failures.length) throw refusal(failures.shift());
    },
  };
}

test('a server that is away is waited for, and no row is left out or done twice', async () => {
  const away = server({ kind: 'offline' }, { kind: 'unavailable' });
  const told = [];
  const { done, refused } = await forEach(rows, away.send, { progress: at => told.push(at.waits) });
  assert.deepEqual(away.asked, ['a', 'b', 'b', 'b', 'c']);
  assert.deepEqual(done, rows);
  assert.deepEqual(refused, []);
  assert.deepEqual(told, [false, false, true, true, true, true, false], 'it says so until the row is done');
});

test('a row whose request alone is lost is refused in the end, the others are done', async () => {
  const lost = server(...Array.from({ length: 9 }, () => ({ kind: 'offline' })));
  const { done, refused } = await forEach(rows, lost.send);
  assert.deepEqual(done.map(row => row.title), ['a', 'c']);
  assert.deepEqual(refused.map(entry => entry.name), ['b']);
  assert.equal(lost.asked.filter(name => name === 'b').length, 5);
});

test('what is refused for good is not tried again; a stop ends the waiting', async () => {
  const closed = server({ kind: 'denied' });
  assert.deepEqual((await forEach(rows, closed.send)).refused.map(entry => entry.name), ['b']);
  assert.equal(closed.asked.length, 3);
  const stop = new AbortController();
  const held = server({ kind: 'offline', retryAfter: 60 });
  const { done } = await forEach(rows, held.send, { stop: stop.signal, progress: at => at.waits && setTimeout(() => stop.abort(), 5) });
  assert.deepEqual(done.map(row => row.title), ['a']);
});

test('the way back tries again only what was refused, and says that it was', async () => {
  const asked = [];
  const closed = new Set(['b']);
  let told = 0;
  const back = undoing(rows, async row => {
    asked.push(row.title);
    if (closed.has(row.title)) throw refusal({ kind: 'missing' });
  }, () => { told += 1; });
  await assert.rejects(back(), error => error.failure.kind === 'missing');
  closed.clear();
  await back();
  assert.deepEqual(asked, ['a', 'b', 'c', 'b']);
  assert.equal(told, 2);
});
