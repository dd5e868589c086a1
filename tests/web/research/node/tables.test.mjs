// CSV as a table and as a plot.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axis, parse, plottable, separatorOf, split } from '../../../../static/components/viewer-table.js';

test('separators', () => {
  assert.equal(separatorOf('a;b;c\n1,5;2;3\n'), ';');
  assert.equal(separatorOf('a\tb\n1\t2\n'), '\t');
  assert.equal(separatorOf('"x;y",2\n"z;z",3\n'), ',');
  assert.equal(separatorOf('just text\n'), ',');
});

test('quotes, line ends and doubled quotes', () => assert.deepEqual(split('a,"b ""c"", d"\r\n"two\nlines",\n', ','), [['a', 'b "c", d'], ['two\nlines', '']]));

test('names of columns, byte order mark, ragged rows', () => {
  assert.deepEqual(parse('\ufefft,v\n1,2\n3\n'), { columns: ['t', 'v'], rows: [['1', '2'], ['3']] });
  assert.deepEqual(parse('1,2\n3,4\n'), { columns: ['1', '2'], rows: [['1', '2'], ['3', '4']] });
  assert.deepEqual(parse('', {}), { columns: [], rows: [] });
});

test('the cut last line of a part is left out', () => assert.deepEqual(parse('t,v\n1,2\n3,', { whole: false }).rows, [['1', '2']]));

test('a rising first column is the axis; units come from the names; gaps stay gaps', () => {
  const found = plottable(parse('t [s],T (K),name\n0,1,a\n1,,b\n2,3,c\n'));
  assert.deepEqual(found.x, { label: 't', unit: 's', values: [0, 1, 2] });
  assert.deepEqual(found.lines, [{ label: 'T', unit: 'K', values: [1, null, 3] }]);
});

test('times as axis, rows as axis, nothing to draw', () => {
  assert.equal(plottable(parse('at,v\n2024-01-01T00:00:00Z,5\n2024-01-02T00:00:00Z,4\n')).x.kind, 'time');
  assert.deepEqual(plottable(parse('v\n5\n4\n')).x, { label: '#', values: [1, 2] });
  assert.equal(plottable(parse('a,b\nx,y\nz,w\n')), null);
});

test('units in names', () => assert.deepEqual(axis('Spannung [mV]'), { label: 'Spannung', unit: 'mV' }));
