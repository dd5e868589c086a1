import assert from 'node:assert/strict';
import { test } from 'node:test';

import { marked } from '../../../static/components/markdown-editor.js';
import { qrPath } from '../../../static/components/secret.js';
import { csv, range, thin } from '../../../static/components/series.js';
import { fileIcon } from '../../../static/components/file-list.js';
import { deviceOf } from '../../../static/pages/settings/sessions.js';

test('thinning keeps the ends and every stretch\'s extremes', () => {
  const line = Array.from({ length: 10000 }, (_, i) => Math.sin(i / 100));
  line[4321] = 50;
  line[777] = -50;
  const kept = thin([line], line.length, 400);
  assert.ok(kept.length <= 402);
  assert.ok(kept.includes(4321) && kept.includes(777) && kept[0] === 0 && kept.at(-1) === 9999);
  assert.deepEqual([...kept].sort((a, b) => a - b), kept);
  assert.equal(thin([line], 300, 400), null);
});

test('gaps and missing numbers do not count', () => {
  assert.deepEqual(range([null, 3, NaN, -1]), { low: -1, high: 3 });
  assert.equal(range([null]), null);
  const kept = thin([[null, null, null, null, 5, null]], 6, 2);
  assert.ok(kept.includes(4));
});

test('CSV quotes what it must and defuses formulas', () => {
  assert.equal(csv([['a,b', 'say "x"'], [1, null], ['=1+1', '-5'], [-2, '+x']]), '"a,b","say ""x"""\r\n1,\r\n\'=1+1,-5\r\n-2,\'+x');
});

test('marks go around the selection, line marks before each line', () => {
  assert.deepEqual(marked('one two', 4, 7, { before: '**', after: '**' }), { text: 'one **two**', from: 6, to: 9 });
  assert.deepEqual(marked('a\nb\nc', 2, 5, { line: '- ' }), { text: 'a\n- b\n- c', from: 2, to: 9 });
});

test('a picture of rows becomes one path', () => assert.equal(qrPath(['10', '01']), 'M0 0h1v1h-1zM1 1h1v1h-1z'));

test('icons follow the media type, then the name', () => {
  assert.equal(fileIcon('a.bin', 'image/png'), 'image');
  assert.equal(fileIcon('a.csv', 'application/octet-stream'), 'table');
  assert.equal(fileIcon('a', ''), 'file');
});

test('browsers are named shortly', () => {
  assert.equal(deviceOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36'), 'Chrome, Linux');
  assert.equal(deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1'), 'Safari, iOS');
  assert.equal(deviceOf('something-else/1'), 'something-else/1');
});
