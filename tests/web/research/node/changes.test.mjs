// Differences of revisions, path by path and word by word, and what restoring sends.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changesOf, extrasChanges, flat, restoration, wordChanges } from '../../../../static/pages/research/changes.js';

const before = [{ type: 'int', key: 'count', value: 5, unit: 'pcs' }, { type: 'list', key: 'runs', value: [{ type: 'dict', value: [{ type: 'str', key: 'x', value: 'old' }] }, { type: 'str', value: 'gone' }] }];
const after = [{ type: 'int', unit: 'kg', key: 'count', value: 5 }, { type: 'list', key: 'runs', value: [{ type: 'dict', value: [{ type: 'str', key: 'x', value: 'new' }] }] }, { type: 'bool', key: 'ok', value: true }];

test('paths of nested metadata', () => assert.deepEqual([...flat(before).keys()], ['count', 'runs', 'runs / 1', 'runs / 1 / x', 'runs / 2']));

test('added, removed and changed metadata', () => {
  assert.deepEqual(extrasChanges(before, after).map(({ path, before: old, after: now }) => [path, old?.value ?? old, now?.value ?? now]), [
    ['count', 5, 5], ['runs / 1 / x', 'old', 'new'], ['runs / 2', 'gone', null], ['ok', null, true],
  ]);
});

test('the order of keys in an entry is no change', () => assert.deepEqual(extrasChanges([{ type: 'int', key: 'a', value: 1 }], [{ value: 1, key: 'a', type: 'int' }]), []));

test('a first revision shows what it began with, without empty fields', () => {
  const found = changesOf({ data: { title: 'A', description: '', tags: [], type: null, extras: after }, before: { title: null, description: null, tags: null, type: null, extras: null } });
  assert.deepEqual(found.fields, [{ name: 'title', before: null, after: 'A' }]);
  assert.equal(found.extras.length, 5);
});

test('words that went and came', () => {
  assert.deepEqual(wordChanges('a red fox', 'a brown fox'), [{ kind: 'same', text: 'a ' }, { kind: 'old', text: 'red' }, { kind: 'new', text: 'brown' }, { kind: 'same', text: ' fox' }]);
  assert.deepEqual(wordChanges('', 'x'), [{ kind: 'new', text: 'x' }]);
  assert.deepEqual(wordChanges('same', 'same'), [{ kind: 'same', text: 'same' }]);
  const long = 'word '.repeat(2000);
  assert.deepEqual(wordChanges(long, `${long}end`).map(run => run.kind), ['old', 'new']);
});

test('both sides of any change put together give both texts', () => {
  for (const [old, now] of [['aa bb cc', 'bb cc dd'], ['x\ny', 'x y z'], ['Ünïcode wörter', 'wörter']]) {
    const runs = wordChanges(old, now);
    assert.equal(runs.filter(run => run.kind !== 'new').map(run => run.text).join(''), old);
    assert.equal(runs.filter(run => run.kind !== 'old').map(run => run.text).join(''), now);
  }
});

test('restoring sends only what differs and may be written', () => {
  const record = { id: 1, title: 'B', identifier: 'x', description: '', type: null, license: null, visibility: 'private', tags: ['a'], extras: [] };
  assert.deepEqual(restoration('record', record, { title: 'A', identifier: 'x', description: '', type: null, license: null, visibility: 'private', tags: ['a'], extras: [], state: 'active', links_to: [1] }), { title: 'A' });
});
