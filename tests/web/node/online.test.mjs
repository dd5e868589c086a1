// Looking for a server that is away: quietly at first, less and less often, until it is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, lost, returned, server, whenBack } from '../../../static/state/online.js';
import { pause } from '../../../static/state/pump.js';

let asked;
const answers = list => { asked = 0; globalThis.fetch = async () => { asked += 1; const ok = list.shift(); if (ok === null) throw new TypeError('refused'); return { ok }; }; };

test('a request that alone was lost is not spoken of', async () => {
  answers([true]);
  await lost();
  assert.equal(server.value, 'up');
  assert.equal(returned.value, 0);
  assert.equal(asked, 1);
});

test('a server that is away is asked until it is back; who waits is told once, also uploads that pause', async () => {
  answers([null, false, true]);
  let told = 0;
  whenBack(() => { told += 1; });
  const unwanted = whenBack(() => { told += 100; });
  unwanted();
  const paused = pause(60, new AbortController().signal);
  const looking = lost();
  await lost(); // somebody looks already
  await looking;
  await paused;
  assert.equal(server.value, 'back');
  assert.equal(asked, 3);
  answers([null, true]);
  await lost();
  assert.equal(told, 1);
  assert.equal(returned.value, 2);
});

test('a pause that is stopped says why', async () => {
  const stop = new AbortController();
  const paused = pause(60, stop.signal);
  stop.abort(new Error('given up'));
  await assert.rejects(paused, /given up/);
});

test('an answer ends a long pause between two questions; one that says "not ready" does not', async () => {
  answers([null, null, null, null, true]);
  const looking = lost();
  while (asked < 4) { // the pauses are 0.3, 1, 2 and 3 seconds, then 5
    answered(200);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  answered(503);
  await new Promise(resolve => setTimeout(resolve, 20));
  assert.equal(asked, 4);
  answered(404);
  await looking;
  assert.equal(server.value, 'back');
});
