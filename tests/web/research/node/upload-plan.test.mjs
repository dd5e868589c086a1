// Which pieces are missing, how far, how fast, which name is free.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { difference, missing, numbered, safe, sampled, share, speed, summary } from '../../../../static/state/upload-plan.js';

test('the missing pieces of 55 MB', () => {
  const parts = missing({ size: 55, chunkSize: 10, done: [0, 3] });
  assert.deepEqual(parts.map(part => part.index), [1, 2, 4, 5]);
  assert.deepEqual(parts.at(-1), { index: 5, from: 50, to: 55 });
});

test('an empty file is one empty piece', () => assert.deepEqual(missing({ size: 0, chunkSize: 10, done: [] }), [{ index: 0, from: 0, to: 0 }]));

test('bytes that are safe count the short last piece as it is', () => {
  assert.equal(safe({ size: 55, chunkSize: 10, done: [0, 5] }), 15);
  assert.equal(share({ state: 'sending', size: 55, chunkSize: 10, done: [0, 5], going: 40 }), 1);
  assert.equal(share({ state: 'waiting', size: 0, chunkSize: 10, done: [] }), 0);
});

test('speed looks at the last seconds only, and says nothing from one sample', () => {
  assert.equal(speed([[0, 0]]), null);
  assert.equal(speed([[0, 0], [2000, 5000]]), 2500);
  let samples = [[0, 0]];
  samples = sampled(samples, 20_000, 1000);
  assert.equal(samples.length, 1);
});

test('numbered names keep ending and folder', () => {
  assert.equal(numbered('a.txt', 2), 'a (2).txt');
  assert.equal(numbered('runs/2026/scan.tar.gz', 3), 'runs/2026/scan (3).tar.gz');
  assert.equal(numbered('README', 2), 'README (2)');
  assert.equal(numbered('.env', 2), '.env (2)');
  assert.equal(numbered('v1.2/data', 2), 'v1.2/data (2)');
});

const file = (text, lastModified) => Object.assign(new Blob([text]), { lastModified });
const hash = async blob => `md5 of ${await blob.text()}`;
const begun = { size: 6, chunkSize: 4, modified: 5, pieces: [{ index: 1, size: 2, checksum: 'md5 of ef' }, { index: 0, size: 4, checksum: 'md5 of abcd' }] };

test('a file that continues: same size, first piece equal', async () => {
  assert.equal(await difference(begun, file('abcdef', 5), hash), null);
  assert.equal(await difference(begun, file('abcdefg', 5), hash), 'size');
  assert.equal(await difference(begun, file('xbcdef', 5), hash), 'content');
});

test('another date makes all pieces be compared', async () => {
  assert.equal(await difference(begun, file('abcdXX', 5), hash), null);
  assert.equal(await difference(begun, file('abcdXX', 6), hash), 'content');
  assert.equal(await difference(begun, file('abcdef', 6), hash), null);
});

test('the numbers of the bar', () => {
  const base = { chunkSize: 10, going: 0, speed: null };
  const found = summary([
    { ...base, state: 'done', size: 10, done: [] }, { ...base, state: 'sending', size: 30, done: [0], going: 5, speed: 5 }, { ...base, state: 'paused', size: 10, done: [] },
    { ...base, state: 'ghost', size: 90, done: [0] }, { ...base, state: 'clash', size: 0, done: [] },
  ]);
  assert.deepEqual([found.total, found.busy, found.ghosts, found.done, found.failed], [5, 1, 1, 1, 1]);
  assert.equal(found.share, 0.5);
  assert.equal(found.left, 5);
});
