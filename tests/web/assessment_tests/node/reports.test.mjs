import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as model from '../../../../static/pages/assessment/report-definition-model.js';

const words = { session: 'S', goal: 'G', company: 'C', test: 'T', day: text => text, moment: text => text };

test('placeholders are filled as texts, blocks as they are, the unknown stays', () => {
  const text = '<p>%%Person.Name%% %% x %%Nobody%% %%Scores%%</p>';
  assert.equal(model.filled(text, { 'Person.Name': 'A <b> & "c"' }, { Scores: '<table></table>' }), '<p>A &lt;b&gt; &amp; &quot;c&quot; %% x %%Nobody%% <table></table></p>');
});

test('what stands for nothing is told; scales of a test are known, of all tests every one is', () => {
  const text = '%%Person.Name%% %%Person.Shoe%% %%Scale.Calm.Score%% %%Scale.Open.NormScore2%% %%Person.Shoe%% %%Scale.Calm.Nothing%%';
  assert.deepEqual(model.unknown(text, ['Calm']), ['Person.Shoe', 'Scale.Open.NormScore2', 'Scale.Calm.Nothing']);
  assert.ok(!model.unknown(text, null).includes('Scale.Open.NormScore2'));
});

test('the example has a value for every placeholder of the palette', () => {
  const scores = model.exampleScores(['Calm', 'Open'], 'Adults');
  const values = model.exampleValues({ test: null, scores }, words);
  const names = [...Object.values(model.groups).flat(), ...['Calm', 'Open'].flatMap(model.scaleNames)].filter(name => !model.groups.blocks.includes(name));
  assert.deepEqual(names.filter(name => values[name] === undefined), []);
  assert.match(model.profile(scores, 'P <'), /aria-label="P &lt;"/);
  assert.match(model.table(scores, ['a', 'b', 'c', 'd']), /<th>Calm<\/th><td>10<\/td>/);
});

test('a placeholder is put at the cursor, a mark round what is selected', () => {
  assert.deepEqual(model.put('ab', 1, 1, { before: '%%X%%' }), { text: 'a%%X%%b', from: 6, to: 6 });
  assert.deepEqual(model.put('abc', 1, 2, { before: '<p>', after: '</p>', sample: 'text' }), { text: 'a<p>b</p>c', from: 4, to: 5 });
  assert.deepEqual(model.put('', 0, 0, { before: '<p>', after: '</p>', sample: 'text' }).text, '<p>text</p>');
});
