import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tables from '../../../../static/pages/assessment/test-norms-model.js';

const scales = [{ id: 'c', name: 'Calm' }, { id: 'o', name: 'Open' }];
const border = (rawScoreBorder, normValue = '', percentileValue = '') => ({ rawScoreBorder, normValue, percentileValue });
const empty = { id: 'n', name: 'Adults', normColumns: [] };

test('a table of one scale is read, sorted, with decimal commas', () => {
  const { columns, refused } = tables.parsed('score\tnorm\tpercentile\n5\thigh\t90\n2,5\tlow\t10\n', scales, 'c');
  assert.deepEqual(columns.get('c'), [border('2.5', 'low', '10'), border('5', 'high', '90')]);
  assert.deepEqual(refused, []);
});

test('several scales at once, by name; lines that are not understood are told', () => {
  const { columns, refused } = tables.parsed('scale,score,norm,percentile\nCalm,0,1,10\nopen,3,2,20\nCalm,x,1,1\n', scales, null);
  assert.deepEqual([columns.get('c'), columns.get('o')], [[border('0', '1', '10')], [border('3', '2', '20')]]);
  assert.deepEqual(refused, [4]);
});

test('the last line of a score counts; quoted cells; semicolons', () => {
  const { columns } = tables.parsed('1;"a ""b"""\n1;c', scales, 'c');
  assert.deepEqual(columns.get('c'), [border('1', 'c')]);
  assert.deepEqual(tables.parsed('1;"a ""b"""', scales, 'c').columns.get('c'), [border('1', 'a "b"')]);
  assert.equal(tables.parsed('', scales, 'c').columns.size, 0);
});

test('columns are replaced by scale and keep what else they hold', () => {
  const norm = { ...empty, normColumns: [{ scaleID: 'c', kept: 1, normColumnValues: [border('0')] }] };
  const next = tables.withColumns(norm, new Map([['c', [border('1')]], ['o', [border('2')]]]));
  assert.deepEqual(next.normColumns, [{ scaleID: 'c', kept: 1, normColumnValues: [border('1')] }, { scaleID: 'o', normColumnValues: [border('2')] }]);
});

test('rows are added above the last one and changed in place', () => {
  const one = tables.addBorder(tables.addBorder(empty, 'c'), 'c');
  assert.deepEqual(tables.bordersOf(one, 'c'), [border('0'), border('1')]);
  assert.deepEqual(tables.bordersOf(tables.setBorder(one, 'c', 1, { normValue: '7' }), 'c')[1], border('1', '7'));
});

test('the table goes out as rows and comes back the same', () => {
  const norm = tables.withBorders(empty, 'c', [border('0', 'low', '10'), border('2.5', 'high', '90')]);
  const rows = tables.rowsOfNorm(norm, scales);
  assert.deepEqual(rows[2], ['Calm', 2.5, 'high', 90]);
  assert.deepEqual(tables.parsed(rows.map(row => row.join(';')).join('\n'), scales).columns.get('c'), tables.bordersOf(norm, 'c'));
});

test('a curve needs rising scores and numbers', () => {
  assert.equal(tables.curve([border('0', 'low', '10')]), null);
  assert.deepEqual(tables.curve([border('0', 'low', '10'), border('3', 'high', '90')]), { x: [0, 3], lines: [{ name: 'percentile', values: [10, 90] }] });
  assert.equal(tables.curve([border('3', '1', '10'), border('0', '2', '90')]), null);
});
