// A record against a template: each kind of difference, where it is, how much it weighs.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { check, checkExtras, checkFields, completed } from '../../../../static/pages/research/template-check.js';

const number = (more = {}) => ({ type: 'float', key: 'T', value: null, unit: 'K', validation: { required: true, range: { min: 1, max: 9 } }, ...more });
const codes = (template, extras) => checkExtras(template, extras).map(({ code }) => code);

test('what fits has no finding', () => assert.deepEqual(checkExtras([number()], [{ type: 'float', key: 'T', value: 9, unit: 'K' }]), []));

test('missing entries weigh by what the template requires', () => {
  assert.deepEqual(checkExtras([number(), { type: 'str', key: 's', value: null }], []), [
    { path: ['T'], at: [], weight: 'wrong', code: 'missing' }, { path: ['s'], at: [], weight: 'note', code: 'optional' },
  ]);
  assert.deepEqual(codes([{ type: 'dict', key: 'd', value: [number()] }], []), ['missing']);
  assert.deepEqual(codes([{ type: 'dict', key: 'd', value: [] }], []), ['optional']);
});

test('another type ends the look at an entry', () => assert.deepEqual(checkExtras([number()], [{ type: 'str', key: 'T', value: '5' }]), [
  { path: ['T'], at: ['T'], weight: 'wrong', code: 'type', wanted: 'float', found: 'str' },
]));

test('required values, bounds, options, addresses', () => {
  const found = value => checkExtras([number()], [{ type: 'float', key: 'T', value, unit: 'K' }]).map(({ path, at, weight, ...rest }) => rest);
  assert.deepEqual(found(null), [{ code: 'empty' }]);
  assert.deepEqual(found(0), [{ code: 'outside', min: 1, max: 9 }]);
  assert.deepEqual(found(10), [{ code: 'outside', min: 1, max: 9 }]);
  const bound = (value, limits) => codes([number({ validation: { range: limits } })], [{ type: 'float', key: 'T', value, unit: 'K' }]);
  assert.deepEqual(bound(0, { min: 1, max: null }), ['low']);
  assert.deepEqual(bound(2, { min: null, max: 1 }), ['high']);
  assert.deepEqual(bound(0, { min: 0, max: null }), []);
  const text = (value, validation) => codes([{ type: 'str', key: 's', value: null, validation }], [{ type: 'str', key: 's', value }]);
  assert.deepEqual(text('c', { options: ['a', 'b'] }), ['options']);
  assert.deepEqual(text('a', { options: ['a', 'b'] }), []);
  assert.deepEqual(text('no address', { iri: true }), ['iri']);
  assert.deepEqual(text('https://example.org/x', { iri: true }), []);
  assert.deepEqual(text('', { required: true }), ['empty']);
  assert.deepEqual(text(null, {}), []);
  assert.deepEqual(codes([{ type: 'bool', key: 'b', value: null, validation: { required: true } }], [{ type: 'bool', key: 'b', value: false }]), []);
});

test('units: none, and another one, in which bounds mean nothing', () => {
  assert.deepEqual(codes([number()], [{ type: 'float', key: 'T', value: 5, unit: null }]), ['no_unit']);
  assert.deepEqual(checkExtras([number()], [{ type: 'float', key: 'T', value: 500, unit: 'mK' }]), [{ path: ['T'], at: ['T'], weight: 'note', code: 'other_unit', unit: 'K', found: 'mK' }]);
  assert.deepEqual(codes([number({ unit: null })], [{ type: 'float', key: 'T', value: 5, unit: 'K' }]), []);
});

test('below groups and lists, with the nearest entry that is there', () => {
  const template = [{ type: 'dict', key: 'device', value: [{ type: 'list', key: 'cells', value: [{ type: 'int', value: null, unit: 'N' }, { type: 'int', value: null, validation: { required: true } }] }] }];
  const extras = [{ type: 'dict', key: 'device', value: [{ type: 'list', key: 'cells', value: [{ type: 'int', value: 3 }] }] }];
  assert.deepEqual(checkExtras(template, extras).map(({ path, at, code }) => [path.join('/'), at.join('/'), code]), [
    ['device/cells/1', 'device/cells/1', 'no_unit'], ['device/cells/2', 'device/cells', 'missing'],
  ]);
  assert.deepEqual(codes([{ type: 'list', key: 'l', value: [] }], [{ type: 'list', key: 'l', value: [{ type: 'int', value: 1 }] }]), []);
});

test('what the template does not know is only noted', () => assert.deepEqual(checkExtras([], [{ type: 'str', key: 'own', value: 'x' }]), [{ path: ['own'], at: ['own'], weight: 'note', code: 'more' }]));

test('other fields of a record template', () => {
  const record = { type: 'sample', license: null, tags: ['a'], extras: [] };
  assert.deepEqual(checkFields({ type: 'measurement', license: 'MIT', tags: ['a', 'b'] }, record), [
    { field: 'type', weight: 'wrong', code: 'differs', wanted: 'measurement' }, { field: 'license', weight: 'wrong', code: 'differs', wanted: 'MIT' }, { field: 'tags', weight: 'wrong', code: 'tags', tags: ['b'] },
  ]);
  assert.deepEqual(checkFields({ type: null, license: null, tags: [] }, record), []);
});

test('both types of templates; what is wrong comes first', () => {
  const record = { type: null, license: null, tags: [], extras: [{ type: 'str', key: 'own', value: 'x' }] };
  assert.deepEqual(check({ type: 'extras', data: [{ type: 'str', key: 'o', value: null }, number()] }, record).map(({ code }) => code), ['missing', 'optional', 'more']);
  assert.deepEqual(check({ type: 'record', data: { type: 'sample', tags: [], extras: [number()] } }, record).map(({ code }) => code), ['differs', 'missing', 'more']);
});

test('lacking entries are added, nothing else changes', () => {
  const template = [number(), { type: 'dict', key: 'd', value: [{ type: 'str', key: 'x', value: null }, { type: 'str', key: 'y', value: null }] }, { type: 'list', key: 'l', value: [{ type: 'int', value: 1 }, { type: 'int', value: 2 }] }];
  const extras = [{ type: 'dict', key: 'd', value: [{ type: 'str', key: 'y', value: 'mine' }] }, { type: 'list', key: 'l', value: [{ type: 'int', value: 7 }] }, { type: 'str', key: 'T', value: 'other type' }];
  assert.deepEqual(completed(extras, template), [
    { type: 'dict', key: 'd', value: [{ type: 'str', key: 'y', value: 'mine' }, { type: 'str', key: 'x', value: null }] }, { type: 'list', key: 'l', value: [{ type: 'int', value: 7 }, { type: 'int', value: 2 }] }, extras[2],
  ]);
  const fits = completed([], template);
  assert.deepEqual(checkExtras(template, fits).map(({ code }) => code), ['empty']);
});
