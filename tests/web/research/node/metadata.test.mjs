// The tree of typed metadata: round trip, moving, types, pasted columns, faults at their places.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as model from '../../../../static/components/metadata-model.js';

const extras = [
  { type: 'int', key: 'count', value: 5, unit: 'pcs', validation: { range: { min: 1, max: 9 } } },
  { type: 'float', key: 'T', value: 21.5, unit: null },
  { type: 'bool', key: 'ok', value: false }, { type: 'str', key: 'note', value: null, description: 'free', term: 'http://example.org/x' },
  { type: 'date', key: 'at', value: '2024-02-29T10:00:00+00:00' },
  { type: 'list', key: 'runs', value: [{ type: 'dict', value: [{ type: 'str', key: 'x', value: 'y', validation: { required: true, options: ['y', 'z'], iri: true } }] }, { type: 'str', value: 'b' }] },
];
const tree = () => model.fromExtras(extras);
const keys = nodes => model.rowsOf(nodes, { all: true }).map(row => row.node.key || `${row.position}.`);

test('what comes in goes out', () => assert.deepEqual(model.toExtras(tree()), extras));

test('rows know level, place and number of siblings; folded ones hide theirs', () => {
  const nodes = tree();
  const rows = model.rowsOf(nodes);
  assert.deepEqual(rows.at(-2), { node: rows.at(-2).node, level: 3, position: 1, setSize: 1, parent: rows.at(-3).node, path: [5, 0, 0] });
  assert.equal(model.rowsOf(model.update(nodes, nodes[5].id, { open: false })).length, 6);
});

test('moving up, down, in and out', () => {
  let nodes = tree();
  const { id } = nodes[4];
  nodes = model.move(nodes, id, 'up');
  assert.deepEqual(keys(nodes).slice(2, 5), ['ok', 'at', 'note']);
  nodes = model.move(model.move(nodes, id, 'down'), id, 'down');
  assert.equal(nodes[5].key, 'at');
  nodes = model.move(nodes, id, 'in');
  assert.equal(nodes.length, 5);
  assert.equal(nodes[4].children.at(-1).key, 'at');
  nodes = model.move(nodes, id, 'out');
  assert.equal(nodes[5].key, 'at');
  assert.equal(model.move(nodes, id, 'down'), nodes);
  assert.equal(model.move(nodes, nodes[0].id, 'in'), nodes);
});

const node = (type, value, more) => ({ ...model.fresh({ type, value }), ...more });
const conversions = [
  ['str', '42', 'int', '42', false], ['str', '4.5', 'int', '', true], ['str', '4,5', 'float', '4.5', false], ['str', 'abc', 'float', '', true], ['float', '3', 'int', '3', false],
  ['int', '7', 'str', '7', false], ['str', 'yes', 'bool', true, false], ['str', 'maybe', 'bool', null, true], ['bool', false, 'str', 'false', false], ['bool', null, 'int', '', false],
  ['str', '2024-02-29T10:00:00Z', 'date', '2024-02-29T10:00:00.000Z', false], ['str', 'soon', 'date', '', true], ['str', '', 'date', '', false], ['str', 'x', 'dict', '', true], ['str', '', 'list', '', false],
];
for (const [from, value, to, expected, lost] of conversions) {
  test(`${from} ${JSON.stringify(value)} as ${to}`, () => {
    const found = model.convert(node(from, value), to);
    assert.deepEqual([found.node.type, found.node.value, found.lost], [to, expected, lost]);
  });
}

test('lists and groups keep what is in them; a plain type asks', () => {
  const list = node('list', '', { children: [model.fresh({ value: 'a' })] });
  const group = model.convert(list, 'dict');
  assert.deepEqual([group.lost, group.node.children[0].key], [false, '1']);
  assert.equal(model.convert(list, 'str').lost, true);
});

test('rules that a type does not know are left behind', () => {
  const found = model.convert(node('int', '5', { unit: 'K', validation: { required: true, range: { min: 1, max: null } } }), 'str').node;
  assert.deepEqual([found.unit, found.validation], ['', { required: true }]);
});

test('numbers as people type them; doubtful ones stay text for the server to refuse', () => {
  const cases = [['5', 'int', 5], ['+5', 'int', 5], ['5.0', 'int', '5.0'], ['1,5', 'float', 1.5], ['1,000', 'float', '1,000'], ['1e-9', 'float', 1e-9], ['.5', 'float', 0.5], ['−3', 'float', -3], ['x', 'float', 'x'], ['0x10', 'int', '0x10']];
  for (const [text, type, expected] of cases) assert.equal(model.numeric(text, type), expected, text);
});

test('two or three pasted columns become entries with guessed types', () => {
  const found = model.pasted('T\t21.5\tK\r\nruns\t3\nok\ttrue\nname\tAda Lovelace\ncode\t007\n');
  assert.deepEqual(model.toExtras(found).map(({ key, type, value, unit }) => [key, type, value, unit]), [['T', 'float', 21.5, 'K'], ['runs', 'int', 3, null], ['ok', 'bool', true, undefined], ['name', 'str', 'Ada Lovelace', undefined], ['code', 'str', '007', undefined]]);
  assert.equal(model.pasted('plain text'), null);
});

test('faults of the server open folded parents and stand at their node', () => {
  const nodes = tree();
  const deep = nodes[5].children[0].children[0];
  const found = model.placed(nodes, [
    { path: 'extras.0.value', text: 'A' }, { path: 'extras.5.value.0.value.0.value', text: 'B' }, { path: 'extras.5.value.0.value.0.term', text: 'C' }, { path: 'extras.3', text: 'D' }, { path: 'extras', text: 'E' }, { path: 'extras.99.key', text: 'F' },
  ]);
  assert.deepEqual(found.byId, { [nodes[0].id]: { value: 'A' }, [deep.id]: { value: 'B', term: 'C' }, [nodes[3].id]: { value: 'D' } });
  assert.deepEqual(found.open, [nodes[5].id, nodes[5].children[0].id]);
  assert.deepEqual(found.rest, ['E', 'F']);
});

test('keys that are missing or stand twice are found before sending', () => {
  const nodes = [model.fresh({ key: 'a' }), model.fresh({ key: ' a ' }), model.fresh({ key: '' }), model.fresh({ key: 'l', type: 'list', children: [model.fresh(), model.fresh({ type: 'dict', children: [model.fresh()] })] })];
  assert.deepEqual(model.check(nodes), [{ path: 'extras.1.key', code: 'duplicate' }, { path: 'extras.2.key', code: 'missing' }, { path: 'extras.3.value.1.value.0.key', code: 'missing' }]);
});
