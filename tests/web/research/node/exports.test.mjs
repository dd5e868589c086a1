// The filter of an export, what is ticked in a tree, file names of answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nameIn } from '../../../../static/api/kadi/exports.js';
import { asks, filterOf, fits, maskOf, stateOf, usual, without } from '../../../../static/pages/research/export-options.js';

const all = { ...usual, people: false, links: 'incoming', leftOut: [['a'], ['list', '0']], others: true, form: 'plain', data: ['pdf'], metadataOnly: true, children: true, hierarchy: true };

test('nothing differs, nothing is sent', () => {
  for (const [noun, type] of [['record', 'json'], ['record', 'ro-crate'], ['collection', 'ro-crate'], ['template', 'shacl']]) assert.deepEqual(filterOf(noun, type, usual), {});
});

test('a mask names what stays out', () => assert.deepEqual(maskOf([['a'], ['list', '0'], ['list', '2', 'x']]), { a: {}, list: { 0: {}, 2: { x: {} } } }));

test('each format gets the keys that it knows', () => {
  const mask = { a: {}, list: { 0: {} } };
  assert.deepEqual(filterOf('record', 'json', all), { user: true, links: 'out', extras: mask, propagate_extras: true });
  assert.deepEqual(filterOf('record', 'qr', all), {});
  assert.deepEqual(filterOf('record', 'extras', all), { extras: mask, format: 'plain' });
  assert.deepEqual(filterOf('record', 'ro-crate', all), { user: true, links: 'out', extras: mask, propagate_extras: true, export_data: ['pdf'], metadata_only: true });
  assert.deepEqual(filterOf('collection', 'ro-crate', all), { user: true, links: 'out', export_data: ['pdf'], metadata_only: true, children: true, hierarchy: true });
  assert.deepEqual(filterOf('collection', 'json', { ...all, records: false }), { user: true, records: true });
  assert.deepEqual(filterOf('template', 'json-schema', all), { extras: mask });
  assert.deepEqual(filterOf('template', 'json', all), { user: true, extras: mask });
});

test('leaving out all links leaves nothing to mask at their ends', () => {
  assert.deepEqual(filterOf('record', 'rdf', { ...all, links: 'none' }), { user: true, links: true, extras: { a: {}, list: { 0: {} } } });
  assert.equal(asks('record', 'rdf', { ...all, links: 'none' }).others, false);
});

test('an entry takes along what is in it, and comes back with it', () => {
  const one = without(without([], ['d', 'x'], true), ['e'], true);
  assert.deepEqual([stateOf(one, ['d']), stateOf(one, ['d', 'x']), stateOf(one, ['d', 'y']), stateOf(one, ['e', 'z'])], ['part', 'out', 'in', 'out']);
  const whole = without(one, ['d'], true);
  assert.deepEqual(whole, [['e'], ['d']]);
  assert.deepEqual(without(whole, ['d'], false), [['e']]);
  assert.deepEqual(without(one, ['d'], false), [['e']]);
});

test('a key that begins like another one is another one', () => assert.equal(stateOf([['run']], ['runs']), 'in'));

test('addresses are limited', () => {
  assert.ok(fits({ extras: { a: {} } }));
  assert.ok(!fits({ extras: maskOf(Array.from({ length: 900 }, (_, i) => [`entry-${i}`])) }));
});

test('file names of answers', () => {
  assert.equal(nameIn('attachment; filename=sample-1.json'), 'sample-1.json');
  assert.equal(nameIn('attachment; filename="a \\"b\\".json"'), 'a "b".json');
  assert.equal(nameIn("attachment; filename=\"Ubung.ttl\"; filename*=UTF-8''%C3%9Cbung.ttl"), 'Übung.ttl');
  assert.equal(nameIn(''), 'export');
});
