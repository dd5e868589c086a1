// Filters as texts of an address, and conditions on metadata as the server's language.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { check, fresh, local, parse, serialize } from '../../../../static/pages/research/search-conditions.js';
import { idsOf, listOf, textOf, without } from '../../../../static/pages/research/search-lists.js';

test('lists survive as texts, with commas and backslashes in them', () => {
  for (const values of [['a'], ['a', 'b'], ['a, b', 'c\\', '\\,'], ['x\\,y', ',']]) assert.deepEqual(listOf(textOf(values)), values);
  assert.equal(textOf([]), null);
  assert.deepEqual(listOf(undefined), []);
  assert.deepEqual(listOf('alloy'), ['alloy']);
  assert.deepEqual(listOf('a,,a,b'), ['a', 'b']);
  assert.deepEqual(idsOf('7,x,12,-3'), [7, 12]);
  assert.equal(without('a,b,a\\,b', 'a,b'), 'a,b');
  assert.equal(without('7', 7), null);
});

const spoken = conditions => JSON.parse(serialize(conditions) ?? '[]');

test('each type becomes what the server reads', () => {
  assert.deepEqual(spoken([fresh({ key: ' runs.1.x ', type: 'str', text: ' Ada ' })]), [{ key: 'runs.1.x', type: 'str', str: 'Ada' }]);
  assert.deepEqual(spoken([fresh({ key: '"T"', type: 'str', text: 'Ada', exact: true })]), [{ key: '"T"', type: 'str', str: '"Ada"' }]);
  assert.deepEqual(spoken([fresh({ key: 'T', type: 'numeric', min: '1,5', max: '', unit: ' K ' })]), [{ key: 'T', type: 'numeric', numeric: { min: 1.5, unit: 'K' } }]);
  assert.deepEqual(spoken([fresh({ key: 'T', type: 'numeric', min: '0', max: '1e3' })]), [{ key: 'T', type: 'numeric', numeric: { min: 0, max: 1000 } }]);
  assert.deepEqual(spoken([fresh({ key: 'ok', type: 'bool', truth: 'false' })]), [{ key: 'ok', type: 'bool', bool: false }]);
  assert.deepEqual(spoken([fresh({ key: 'at', type: 'date', min: '2024-02-29T10:00' })]), [{ key: 'at', type: 'date', date: { min: new Date('2024-02-29T10:00').toISOString() } }]);
  assert.deepEqual(spoken([fresh({ key: 'any' })]), [{ key: 'any' }]);
});

test('conditions that ask for nothing are left out, and the first has no link', () => {
  assert.equal(serialize([fresh(), fresh({ type: 'str' }), fresh({ type: 'numeric', min: ' ' }), fresh({ type: 'bool' })]), null);
  assert.deepEqual(spoken([fresh(), fresh({ link: 'or', key: 'a' }), fresh({ link: 'or', key: 'b' }), fresh({ key: 'c' })]), [{ key: 'a' }, { link: 'or', key: 'b' }, { link: 'and', key: 'c' }]);
});

test('what an address says is read back the same', () => {
  const texts = [
    '[{"key":"T","type":"numeric","numeric":{"min":0,"max":25.5,"unit":"°C"}},{"link":"or","key":"operator","type":"str","str":"\\"Ada\\""}]',
    '[{"type":"bool","bool":true},{"link":"and","key":"any"}]',
  ];
  for (const text of texts) assert.equal(serialize(parse(text)), text);
  const dated = serialize([fresh({ key: 'at', type: 'date', min: '2024-02-29T10:00', max: '2024-03-01T00:00' })]);
  assert.equal(serialize(parse(dated)), dated);
  for (const text of ['', 'nonsense', '[]', '[1, null]', '{"key": 5}', '[{"type":"strange"}]']) assert.deepEqual(parse(text), []);
});

test('faults are found before searching', () => {
  const wrong = fresh({ type: 'numeric', min: 'much', max: '5' });
  const turned = fresh({ type: 'numeric', min: '7', max: '5' });
  const late = fresh({ type: 'date', min: '2024-03-01T00:00', max: '2024-02-01T00:00' });
  assert.deepEqual(check([wrong, turned, late, fresh({ type: 'numeric', min: '1', max: '1' }), fresh({ key: 'x' })]), { [wrong.id]: { min: 'not_number' }, [turned.id]: { max: 'before_first' }, [late.id]: { max: 'before_first' } });
});

test('instants and fields of a form', () => {
  assert.equal(local(new Date('2024-02-29T10:05').toISOString()), '2024-02-29T10:05');
  assert.equal(local(undefined), '');
});
