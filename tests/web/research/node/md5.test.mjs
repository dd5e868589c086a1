// MD5 equals node's own, for all lengths around the block and for data that comes in pieces.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { Md5 } from '../../../../static/state/md5.js';

const own = bytes => createHash('md5').update(bytes).digest('hex');

test('every length from 0 to 200', () => {
  for (let length = 0; length <= 200; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(new Md5().update(bytes).hex(), own(bytes), `length ${length}`);
  }
});

test('pieces of odd sizes', () => {
  const bytes = randomBytes(100_003);
  const md5 = new Md5();
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7 + 3) % 1999) md5.update(bytes.subarray(at, at + size));
  assert.equal(md5.hex(), own(bytes));
});

test('a view into a larger buffer', () => {
  const bytes = randomBytes(1000).subarray(13, 777);
  assert.equal(new Md5().update(bytes).hex(), own(bytes));
});
