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
});

test('long texts: only what differs is marked, line by line where there is too much of it', () => {
  const joined = (runs, kind) => runs.filter(run => run.kind === 'same' || run.kind === kind).map(run => run.text).join('');
  const long = 'word '.repeat(9000);
  assert.deepEqual(wordChanges(`${long}red end`, `${long}blue end`).filter(run => run.kind !== 'same'), [{ kind: 'old', text: 'red' }, { kind: 'new', text: 'blue' }]);
  const old = Array.from({ length: 900 }, (_, i) => `line ${i} says something\n`);
  const now = old.map((line, i) => (i === 3 ? 'line 3 says nothing\n' : line)).filter((_, i) => i !== 500).concat('the last\n');
  now[0] = 'another beginning\n';
  const runs = wordChanges(old.join(''), now.join(''));
  assert.equal(joined(runs, 'old'), old.join(''));
  assert.equal(joined(runs, 'new'), now.join(''));
  assert.ok(runs.some(run => run.kind === 'new' && run.text === 'nothing'));
  assert.ok(runs.filter(run => run.kind !== 'same').map(run => run.text).join('').length < 200);
  const [a, b] = [Array.from({ length: 4000 }, (_, i) => `a${i}\n`).join(''), Array.from({ length: 4000 }, (_, i) => `b${i}\n`).join('')];
  assert.deepEqual(wordChanges(a, b).map(run => run.kind), ['old', 'new', 'same']);
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

test('lists have no order: what went and what came', () => {
  const changes = (before, data) => changesOf({ before, data }).fields;
  assert.deepEqual(changes({ tags: ['a', 'b'] }, { tags: ['b', 'c'] }), [{ name: 'tags', gone: ['a'], come: ['c'] }]);
  const link = { id: 1, name: 'uses', term: null, record_to_id: 2 };
  assert.deepEqual(changes({ links_to: [] }, { links_to: [link] }), [{ name: 'links_to', gone: [], come: [link] }]);
  assert.deepEqual(changes({ links_to: [link] }, { links_to: [{ ...link, name: 'needs' }] }), [{ name: 'links_to', gone: [link], come: [{ ...link, name: 'needs' }] }]);
});

test('data of templates: metadata alone, or fields of a record with it', () => {
  const entry = { type: 'int', key: 'n', value: 1, unit: null };
  assert.deepEqual(changesOf({ before: { data: [entry] }, data: { data: [{ ...entry, value: 2 }] } }), { fields: [], extras: [{ path: 'n', before: entry, after: { ...entry, value: 2 } }] });
  const data = { title: 'A', identifier: '', type: null, description: '', license: null, tags: ['x'], collections: [1], record_links: [], roles: [{ subject_type: 'user', subject_id: 1, role: 'member' }], extras: [entry] };
  const next = { ...data, title: 'B', collections: [2, 1], roles: [{ ...data.roles[0], role: 'editor' }], extras: [] };
  const found = changesOf({ before: { data }, data: { data: next } });
  assert.deepEqual(found.fields, [
    { name: 'data.title', before: 'A', after: 'B' }, { name: 'data.collections', gone: [], come: [2] }, { name: 'data.roles', gone: data.roles, come: next.roles },
  ]);
  assert.deepEqual(found.extras.map(({ path, after }) => [path, after]), [['n', null]]);
  const first = changesOf({ before: { data: null, title: null }, data: { data, title: 'T' } });
  assert.deepEqual(first.fields.map(({ name }) => name), ['title', 'data.title', 'data.tags', 'data.collections', 'data.roles']);
  assert.equal(first.extras.length, 1);
});
