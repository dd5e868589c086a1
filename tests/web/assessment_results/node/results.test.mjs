// Profiles, answers, months of credits, words, gathered data: what they are made of.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filled } from '../../../../static/api/itr/audit.js';
import { flagsIn } from '../../../../static/api/itr/rights.js';
import en from '../../../../static/i18n/en/assessment.js';
import { put } from '../../../../static/i18n/text.js';
import { sentence, testOf } from '../../../../static/pages/assessment/trail-words.js';
import { series, sumOf } from '../../../../static/pages/assessment/credits-months.js';
import { csvRows } from '../../../../static/pages/assessment/office-data-rows.js';
import { answersOf, hasQuestions, markAt, plotOf, rowsOf } from '../../../../static/pages/assessment/results-model.js';
import { difference, fileOf, isLanguageCode, rowsOf as wordRows, wordsIn } from '../../../../static/pages/assessment/translations-words.js';

const norm = (place, percentile, share, name = 'Adults') => ({ place, id: `n${place}`, name, value: 'high', percentile, share });
const taken = (...scales) => ({ name: 'Calm', scales });

test('a profile has the percentiles of each norm, as parts of a line from 0 to 100', () => {
  const plot = plotOf(taken({ id: 'a', name: 'A', score: 5, norms: [norm(1, '90', 90), norm(2, '50', 50, '-')] }, { id: 'b', name: 'B', score: 2, norms: [norm(1, '-', null)] }));
  assert.equal(plot.isPercentile, true);
  assert.deepEqual(plot.norms, [{ place: 1, name: 'Adults' }, { place: 2, name: '' }]);
  assert.deepEqual(plot.rows.map(row => row.bars.map(bar => [bar.shown, bar.to])), [[['90', 0.9], ['50', 0.5]], [['–', null], ['–', null]]]);
});

test('without percentiles the scores are drawn, from nothing outwards', () => {
  const plot = plotOf(taken({ id: 'a', name: 'A', score: 3, norms: [] }, { id: 'b', name: 'B', score: -1, norms: [norm(1, '<50', null)] }, { id: 'c', name: 'C', score: 'n/a', norms: [] }));
  assert.deepEqual([plot.isPercentile, plot.marks], [false, [-1, 0, 3]]);
  assert.deepEqual(plot.rows.map(({ bars: [bar] }) => [bar.from, bar.to]), [[0.25, 1], [0, 0.25], [0, null]]);
  assert.equal(markAt(plot.marks, 0), 0.25);
});

test('scores that are all nothing draw no line', () => assert.deepEqual(plotOf(taken({ id: 'a', name: 'A', score: 0, norms: [] })).marks, []));

test('a table has a row for each scale and norm, without the sign for nothing', () => {
  const rows = rowsOf(taken({ id: 'a', name: 'A', score: 5, norms: [norm(1, '90', 90), norm(2, '-', null, '-')] }, { id: 'b', name: 'B', score: 2, norms: [] }));
  assert.deepEqual(rows.map(row => [row.scale, row.norm, row.percentile]), [['A', 'Adults', '90'], ['A', '', ''], ['B', '', '']]);
});

const options = [{ value: '1', text: 'never' }, { value: '2', text: '<b>now</b> and then' }];
const definition = { screens: [{ id: 's', name: 'First', components: [
  { id: 'h', type: 'heading', text: 'Hello' }, { id: 'q', name: 'Q', type: 'likert', text: '<p>I sleep well.</p>', options }, { id: 'm', name: 'M', type: 'multiple_choice', text: '', options },
  { id: 'f', name: 'F', type: 'free_text', text: 'Why?' },
] }] };

test('answers are told in the words of their options, by id or by name', () => {
  const rows = answersOf(definition, { __s: { __q: { Value: '2', Visible: true }, __f: { Value: '', Visible: false } }, First: { M: { Value: '2,1' } } });
  assert.deepEqual(rows.map(row => row.question), ['I sleep well.', 'M', 'Why?']);
  assert.deepEqual(rows.map(row => row.words), [['now and then'], [], []]);
  assert.deepEqual(rows.map(row => row.isShown), [true, true, false]);
  assert.deepEqual(answersOf(definition, { First: { M: { Value: '2,1' } } })[1].words, ['now and then', 'never']);
  assert.equal(hasQuestions(definition), true);
  assert.equal(hasQuestions({ screens: '' }) || hasQuestions(null) || hasQuestions({ screens: [{ components: [{ type: 'strange' }] }] }), false);
});

test('months without use count as nothing, up to now', () => {
  const rows = [{ year: 2026, month: 1, ticks: 5 }, { year: 2025, month: 11, ticks: 2 }, { year: 2026, month: 1, ticks: 1 }];
  const found = series(rows, new Date(2026, 2, 15));
  assert.deepEqual(found.ticks, [2, 0, 6, 0, 0]);
  assert.equal(found.values[0], new Date(2025, 10, 1).getTime() / 1000);
  assert.deepEqual(series([]), { values: [], ticks: [] });
  assert.equal(sumOf(rows, row => row.year === 2026), 6);
});

test('the last twelve months are there, used or not', () => {
  const found = series([{ year: 2026, month: 11, ticks: 7 }, { year: 2025, month: 12, ticks: 3 }, { year: 2024, month: 1, ticks: 9 }], new Date(2026, 10, 22), 12);
  assert.deepEqual(found.ticks, [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
  assert.equal(found.values[0], new Date(2025, 11, 1).getTime() / 1000);
  assert.deepEqual(series([], new Date(2026, 10, 22), 12).ticks, Array(12).fill(0));
});

const word = text => ({ text, by: 'Tom', at: null });

test('words of a language stand beside another, what is missing is found', () => {
  const own = new Map([['a', word('eins')]]);
  const beside = new Map([['a', word('one')], ['b', word('two')]]);
  assert.deepEqual(wordRows(own, beside, ['c']).map(row => [row.key, row.text, row.original, row.isMissing]), [['a', 'eins', 'one', false], ['b', '', 'two', true], ['c', '', '', true]]);
  assert.deepEqual(wordRows(own, beside, ['c'], { onlyMissing: true, search: 'TWO' }).map(row => row.key), ['b']);
});

test('a file of words is read in both forms, and nothing else is', () => {
  assert.deepEqual(wordsIn('{"a": "one", "b": {"value": "two", "changedBy": "x"}}'), [['a', 'one'], ['b', 'two']]);
  for (const text of ['', '[]', '{}', 'null', '{"a": 1}', '{"": "x"}', '{"a": {"text": "x"}}']) assert.equal(wordsIn(text), null, text);
  const own = new Map([['a', word('one')], ['b', word('zwei')]]);
  assert.deepEqual(difference(own, [['a', 'one'], ['b', 'two'], ['c', 'three']]), { fresh: 1, changed: 1 });
  assert.deepEqual(wordsIn(fileOf(own)), [['a', 'one'], ['b', 'zwei']]);
  assert.deepEqual(['de', 'PT-br', 'german', 'd', 'de_DE'].map(isLanguageCode), [true, true, false, false, false]);
});

test('gathered data become a line each, with a column for every answer and score', () => {
  const row = (id, Results, Scores) => ({ id, test: 'Calm', session: 'S', company: 'C', endedAt: 'now', person: { Sex: 2, Age: 30 }, testData: { Results, Scores } });
  const rows = [row('1', { __s: { __q: { Value: '3' } }, First: { Q: { Value: '3' } }, testTimeLeft: 0 }, { __a: { Score: 5 }, x: 1 }), row('2', '', { __b: { Score: 'n/a' } })];
  const words = { id: 'id', test: 'test', session: 'session', company: 'company', endedAt: 'end', sex: 'sex', age: 'age', score: name => `${name}!` };
  assert.deepEqual(csvRows(rows, words), [
    ['id', 'test', 'session', 'company', 'end', 'sex', 'age', 'a!', 'b!', 's.q'], ['1', 'Calm', 'S', 'C', 'now', 2, 30, 5, undefined, '3'], ['2', 'Calm', 'S', 'C', 'now', 2, 30, undefined, 'n/a', undefined],
  ]);
});

test('contents of a rights template are flags, or of another program', () => {
  assert.deepEqual(flagsIn('{"IsOfficeUser": true, "IsTranslator": false}'), ['IsOfficeUser']);
  assert.deepEqual(flagsIn(''), []);
  assert.equal(flagsIn('a;b'), null);
  assert.equal(flagsIn('[1]'), null);
});

test('messages of the trail are filled from what was written with them', () => {
  assert.equal(filled('status %%SessionStatus%% of %%Unknown%%', { SessionStatus: 30 }), 'status 30 of %%Unknown%%');
  assert.equal(filled('as it is %%X%%', null), 'as it is %%X%%');
});

test('lines of the trail are told as they happened; what others wrote stays as it is', () => {
  put('en', 'assessment', en);
  const id = 'a0a0a0a0-0000-4000-8000-00000000000b';
  const said = (number, data, message = 'Written') => sentence({ type: 2, number, data, message }, new Map([[id, 'Calm']]));
  assert.equal(said(2, { TestID: id.toUpperCase(), CurrentPage: 0 }), '“Calm” was planned or changed');
  assert.equal(said(2, { TestID: id, CurrentPage: 3 }), '“Calm”: answers up to page 3 were saved');
  assert.equal(said(3, { TestID: 'gone' }), '“A test” was finished, or looked at');
  assert.equal(said(77, { TestID: id }), 'Written');
  assert.equal(testOf({ data: { TestID: 'no id\n' } }), undefined); // it would go into a header
});
