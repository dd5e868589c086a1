import assert from 'node:assert/strict';
import { test } from 'node:test';

import { excerpt, initials } from '../../../../static/pages/learning/excerpts.js';
import { slugs } from '../../../../static/pages/learning/slugs.js';

test('initials are of the first and last word, whatever the writing', () => {
  assert.equal(initials('Higher education'), 'HE');
  assert.equal(initials('Physik'), 'PH');
  assert.equal(initials('élan vital und ätherisch'), 'ÉÄ');
  assert.equal(initials('Klasse 10'), 'K1');
  assert.equal(initials('数学'), '数学');
  assert.equal(initials('(Neu) "Optik"'), 'NO');
  assert.equal(initials('…'), '·');
});

test('an excerpt has words only and is cut between them', () => {
  assert.equal(excerpt('# Waves\n\n**Bold** and [a link](https://x.example) and `code`.'), 'Waves Bold and a link and code.');
  assert.equal(excerpt('1. one\n2. two\n\n```js\nlet x;\n```\n> said'), 'one two said');
  assert.equal(excerpt('2 * 3 = 6 and a_b_c, *so*'), '2 * 3 = 6 and a_b_c, so');
  const long = excerpt('word '.repeat(100), 50);
  assert.ok(long.length <= 51 && long.endsWith('word…'));
  assert.equal([...excerpt('𝒳'.repeat(300), 20)].length, 21);
});

test('addresses of headings are readable, and none stands twice', () => {
  assert.deepEqual(slugs(['Über Wellen', 'Uber wellen!', '', 'Main', '波']), ['uber-wellen', 'uber-wellen-2', 'part', 'main-2', '波']);
});
