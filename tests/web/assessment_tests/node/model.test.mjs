import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberOf } from '../../../../static/pages/assessment/components/answers.js';
import * as model from '../../../../static/pages/assessment/test-model.js';

const row = values => values.map(value => ({ value: String(value), text: `t${value}` }));
const likert = (id, name) => ({ id, name, type: 'likert', text: 'How?', options: row([1, 2, 3, 4, 5]) });
const stored = {
  ID: 'x', TestName: 'Calm', Costs: 3, TotalTimeAvailableForThisTest: 20, LanguageSupport: 'en,de', Active: true, PluginData: { Athenaeum: { thanks: 'Bye' }, Other: 1 },
  screens: [{ id: 's', name: 'One', components: [likert('a', 'Q1'), { id: 'b', name: 'Q2', type: 'slider', text: '', min: 0, max: 10, step: 0.5, extra: 'kept' }] }, { id: 'z', name: 'Two', components: [likert('a', 'Q3')] }],
  scales: [{ id: 'c', name: 'Calm', scalePrecision: 1 }, { id: 'd', name: 'Both', scalePrecision: 0 }],
  scoreRules: [
    { SourceScreenID: 's', SourceQuestionID: 'a', SourceValue: '*', TargetScale: 'c', TargetScaleValue: 'value' }, { SourceScreenID: 's', SourceQuestionID: 'b', SourceValue: '*', TargetScale: 'c', TargetScaleValue: '10 - value' },
    { SourceScreenID: '', SourceQuestionID: '', SourceValue: '', TargetScale: 'd', TargetScaleValue: 'Calm * 2 + Calmer' },
  ],
  norms: [{ id: 'n', name: 'Adults', description: '', normColumns: [{ scaleID: 'c', normColumnValues: [{ rawScoreBorder: 0, normValue: 'low', percentileValue: 10 }] }] }],
};
const entries = () => model.fromWire(stored);
const question = (now, key) => model.questionsOf(now).find(each => each.key === key);

test('what is read and written again is the same, and nothing of others is lost', () => {
  const wire = model.toWire(entries(), stored);
  assert.deepEqual(wire.screens, stored.screens);
  assert.deepEqual(wire.scoreRules, stored.scoreRules);
  assert.deepEqual(wire.scales, stored.scales);
  assert.deepEqual(wire.PluginData, { Athenaeum: { version: 1, thanks: 'Bye', canGoBack: true }, Other: 1, DataGathering: { Allowed: true } });
  assert.deepEqual([wire.Costs, wire.TotalTimeAvailableForThisTest, wire.LanguageSupport], [3, 20, 'en, de']);
  assert.deepEqual(model.changesOf(wire, model.toWire({ ...entries(), Costs: '4' }, stored)), { Costs: 4 });
});

test('only tests made here are ours', () => {
  assert.equal(model.isOurs(stored), true);
  assert.equal(model.isOurs({ ...stored, ScoringScript: ' x ' }), false);
  assert.equal(model.isOurs({ ...stored, PluginData: { Athenaeum: 1 } }), false);
  assert.equal(model.isOurs({ PluginData: null }), false);
});

test('numbers are sent as numbers, what is none as it was typed', () => {
  const component = { id: 'n', name: 'N', type: 'number', text: '', min: '2,5', max: 'many', step: '', seconds: '', maxLength: '', minChosen: '', maxChosen: '', file: '', options: [], required: true, anonymise: false };
  assert.deepEqual(model.componentToWire(component), { id: 'n', name: 'N', type: 'number', text: '', min: 2.5, max: 'many', required: true });
  assert.equal(model.componentToWire({ ...component, type: 'timer', seconds: '1.5' }).seconds, '1.5');
  assert.deepEqual([' -2,5 ', '1e3', '', '.5'].map(numberOf), [-2.5, null, null, 0.5]);
});

test('new parts have names of their own and what their type needs', () => {
  let now = model.addScreen(model.blank('i', 'Page 1'), 'Page');
  assert.deepEqual(now.screens.map(screen => screen.name), ['Page 1', 'Page 2']);
  for (const type of model.types) now = model.addComponent(now, 0, model.newComponent(now, 0, type, ['no', 'yes']));
  const [screen] = now.screens;
  assert.equal(new Set(screen.components.map(each => each.id)).size, model.types.length);
  assert.deepEqual(screen.components.filter(each => model.isQuestion(each.type)).map(each => each.name), ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7']);
  assert.deepEqual(screen.components.find(each => each.type === 'likert').options, [{ value: '1', text: 'no' }, { value: '2', text: 'yes' }]);
  assert.equal(model.copyComponent(now, 0, 3).screens[0].components[4].name, 'Q8');
});

test('another type keeps words and answers', () => {
  const now = model.retyped(entries(), 0, 0, 'ranking', []);
  assert.deepEqual(now.screens[0].components[0].options, row([1, 2, 3, 4, 5]));
  const text = model.retyped(now, 0, 0, 'text', []).screens[0].components[0];
  assert.deepEqual([text.id, text.text, text.options.length], ['a', 'How?', 0]);
});

test('rules follow their question and go with it', () => {
  assert.equal(model.removeComponent(entries(), 0, 0).scoreRules.length, 2);
  assert.equal(model.removeScreen(entries(), 0).scoreRules.length, 1);
  const carried = model.carryComponent(entries(), 0, 0, 1);
  const [, moved] = carried.screens[1].components;
  assert.notEqual(moved.id, 'a', 'the other page has an "a" already');
  assert.deepEqual([carried.scoreRules[0].SourceScreenID, carried.scoreRules[0].SourceQuestionID], ['z', moved.id]);
  const none = model.removeScale(entries(), 0);
  assert.deepEqual([none.scoreRules.length, none.norms[0].normColumns.length], [1, 0]);
});

test('formulas follow the name of a scale when it is finished, as a whole word', () => {
  let now = entries();
  for (const name of ['', '1', 'Ru he']) now = model.nameScale(model.renameScale(now, 0, name), 0);
  assert.equal(now.scoreRules[2].TargetScaleValue, 'Calm * 2 + Calmer', 'what cannot be a name changes no formula');
  assert.equal(model.toWire(now, stored).scales[0].named, undefined);
  assert.equal(model.nameScale(model.renameScale(now, 0, 'Both'), 0).scoreRules[2].TargetScaleValue, 'Calm * 2 + Calmer', 'the name is taken');
  now = model.nameScale(model.renameScale(now, 0, 'Größe'), 0);
  assert.equal(now.scoreRules[2].TargetScaleValue, 'Größe * 2 + Calmer');
  assert.equal(now.scoreRules[0].TargetScaleValue, 'value');
});

test('moving stops at the ends', () => {
  assert.deepEqual(model.moved([1, 2, 3], 0, 2), [2, 3, 1]);
  const list = [1];
  assert.equal(model.moved(list, 0, 1), list);
  assert.equal(model.moved(list, 0, -1), list);
});

test('the key of a scale reads and writes rules', () => {
  let now = entries();
  const [first, second] = [question(now, 's/a'), question(now, 's/b')];
  assert.deepEqual([model.wayOf(now, 'c', first), model.wayOf(now, 'c', second), model.wayOf(now, 'd', first)], ['plus', 'minus', 'none']);
  now = model.setWay(now, 'c', first, 'minus');
  assert.deepEqual([now.scoreRules[0].TargetScaleValue, now.scoreRules.length], ['6 - value', 3]);
  now = model.setWay(now, 'c', first, 'none');
  assert.equal(now.scoreRules.length, 2);
  const split = { ...now, scoreRules: [...now.scoreRules, { ...stored.scoreRules[0], SourceValue: '3', TargetScaleValue: '1' }] };
  assert.equal(model.wayOf(split, 'c', first), 'other');
  assert.equal(model.reversal({ type: 'slider', min: '0.1', max: '0.2' }), '0.3 - value');
  assert.equal(model.reversal({ type: 'number', min: '', max: '2' }), null);
  assert.equal(model.isCountable({ type: 'single_choice', options: [{ value: 'red' }] }), false);
  assert.equal(model.isCountable({ type: 'multiple_choice', options: row([1, 2]) }), true);
});

test('a turned question whose answers changed is found', () => {
  const now = model.setComponent(entries(), 0, 1, { max: '20' });
  assert.deepEqual(model.staleTurns(entries()), []);
  assert.deepEqual(model.staleTurns(now), [1]);
});

test('pasted lines become answers', () => {
  assert.equal(model.pastedOptions('one', []), null);
  assert.deepEqual(model.pastedOptions('never\nalways\n', row([1])), [...row([1]), { value: '2', text: 'never' }, { value: '3', text: 'always' }]);
  assert.deepEqual(model.pastedOptions('0;no\n1;yes', []), [{ value: '0', text: 'no' }, { value: '1', text: 'yes' }]);
});

test('answers get the documented form', () => {
  const results = model.resultsOf(entries(), { s: { a: '4' } });
  assert.deepEqual(results.__s.__a, { Value: '4', Visible: true, Anonimise: false, VisibleOriginal: true });
  assert.equal(results.__z.__a.Value, '');
});

test('faults stand in the tab that shows them', () => {
  const faults = [{ path: ['screens', '0', 'name'] }, { path: ['norms', '0', 'id'] }, { path: ['TestName'] }];
  const tabs = model.byTab(faults);
  assert.deepEqual([tabs.questions.length, tabs.norms.length, tabs.settings.length, tabs.rules.length], [1, 1, 1, 0]);
  assert.equal(model.placeOf(['screens', 0, 'name']), 'test-screens-0-name');
  assert.deepEqual(model.check({ ...entries(), TestName: ' ', Costs: '-1', TotalTimeAvailableForThisTest: 'x' }).map(each => each.code), ['enter_name', 'out_of_range', 'not_integer']);
});
