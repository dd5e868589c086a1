// What a question takes, where Next leads, when time is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { faultOf, moved, numberOf, orderOf, sliderOf, withOption } from '../../../../static/pages/assessment/components/answers.js';
import { faultsOf, missingOf, nextOf, percentOf, progressOf, resumeAt, stateOfSession, ticked, warningOf } from '../../../../static/pages/assessment/take-model.js';

const options = ['r', 'g', 'b'].map(value => ({ value, text: value }));

const answers = [
  [{ type: 'likert', required: true }, '', 'choose'], [{ type: 'likert' }, '', null], [{ type: 'free_text', required: true }, '', 'enter'], [{ type: 'text', required: true }, '', null],
  [{ type: 'number' }, 'abc', 'number'], [{ type: 'number' }, '1,5', null], [{ type: 'number' }, '-.5', null], [{ type: 'number' }, '1e3', 'number'], [{ type: 'number', min: 1 }, '0', 'too_small'],
  [{ type: 'number', max: 1 }, '2', 'too_big'], [{ type: 'number', min: 1, max: 3 }, '4', 'between'], [{ type: 'number', min: 1, max: 3 }, '3', null], [{ type: 'number' }, '٣', 'number'],
  [{ type: 'multiple_choice', minChosen: 2 }, 'r', 'too_few'], [{ type: 'multiple_choice', maxChosen: 1 }, 'r,g', 'too_many'], [{ type: 'multiple_choice', minChosen: 2 }, '', null],
  [{ type: 'free_text', maxLength: 3 }, 'four', 'too_long'], [{ type: 'slider', min: 0, max: 1 }, '0.5', null],
];
for (const [component, value, code] of answers) test(`${JSON.stringify(component)} takes ${JSON.stringify(value)}: ${code}`, () => assert.equal(faultOf(component, value)?.code ?? null, code));

test('choices, orders and handles', () => {
  assert.equal(withOption({ options }, 'b', 'r', true), 'r,b');
  assert.equal(withOption({ options }, 'r,b', 'r', false), 'b');
  assert.deepEqual(orderOf({ options }, 'b,r,g'), ['b', 'r', 'g']);
  assert.deepEqual(orderOf({ options }, 'b,r'), ['r', 'g', 'b']);
  assert.deepEqual(moved(['r', 'g', 'b'], 2, 0), ['b', 'r', 'g']);
  assert.equal(numberOf(' 2,50 '), 2.5);
  assert.deepEqual(sliderOf({ min: 0, max: 10, step: 1 }), { step: 1, middle: 5 });
  assert.deepEqual(sliderOf({ min: 0, max: 1 }), { step: 0.01, middle: 0.5 });
  assert.deepEqual(sliderOf({ min: 1, max: 4, step: 2 }), { step: 2, middle: 3 });
});

const question = (id, more) => ({ id, name: id, type: 'likert', text: id, ...more });
const screens = [
  { id: 'intro', components: [{ id: 'h', type: 'heading' }] },
  { id: 'one', components: [question('a', { required: true })] },
  { id: 'two', components: [question('b'), question('c'), { id: 'w', type: 'timer', seconds: 30 }] },
  { id: 'three', components: [question('d')] },
];

test('what stands above a screen', () => {
  assert.deepEqual(progressOf(screens, 0), { key: 'page', number: 1, of: 4 });
  assert.deepEqual(progressOf(screens, 1), { key: 'question', number: 1, of: 4 });
  assert.deepEqual(progressOf(screens, 2), { key: 'questions', first: 2, last: 3, of: 4 });
});

test('screens whose time is over are passed, forward and back', () => {
  assert.equal(nextOf(screens, {}, 1, 1), 2);
  assert.equal(nextOf(screens, { two: 0 }, 1, 1), 3);
  assert.equal(nextOf(screens, { two: 0 }, 3, -1), 1);
  assert.equal(nextOf(screens, {}, 0, -1), -1);
  assert.equal(nextOf(screens, {}, 3, 1), 4);
  assert.equal(resumeAt(screens, { two: 0 }, 3), 3);
  assert.equal(resumeAt(screens, {}, 0), 0);
  assert.equal(resumeAt(screens, {}, 99), 4);
});

test('what is missing, and what of it stands in the way', () => {
  assert.deepEqual(Object.keys(faultsOf(screens[1], {})), ['a']);
  assert.deepEqual(missingOf(screens, { two: { b: '1' } }, {}).map(each => [each.number, each.blocks]), [[1, true], [3, false], [4, false]]);
  const timed = [{ id: 's', components: [question('a', { required: true }), { id: 'w', type: 'timer', seconds: 5 }] }];
  assert.deepEqual(missingOf(timed, {}, { s: 0 }).map(each => each.blocks), [false]);
  assert.equal(percentOf(screens, { one: { a: '1' } }), 25);
  assert.equal(percentOf([screens[0]], {}), 100);
});

test('time: told at ten, five and one minute, once; the smaller rest is shown', () => {
  assert.deepEqual([[601, 600], [600, 599], [301, 299], [61, 60], [60, 59], [Infinity, 700], [700, 50]].map(([before, after]) => warningOf(before, after)), [10, null, 5, 1, null, null, 1]);
  const found = ticked({ used: 5, timeLeft: 100, timers: {} }, 2, { screen: screens[2] });
  assert.deepEqual(found, { used: 7, timeLeft: 98, timers: { two: 28 }, shown: 28, isOver: false, isScreenOver: false });
  assert.equal(ticked({ used: 0, timeLeft: 100, timers: { two: 1 } }, 2, { screen: screens[2] }).isScreenOver, true);
  assert.equal(ticked({ used: 0, timeLeft: 1, timers: {} }, 2, { screen: screens[1] }).isOver, true);
  assert.equal(ticked({ used: 0, timeLeft: Infinity, timers: {} }, 2, { screen: screens[1], endsIn: -1 }).isOver, true);
  assert.equal(ticked({ used: 0, timeLeft: Infinity, timers: {} }, 2, { screen: screens[1] }).shown, Infinity);
});

test('what can be done with a session now', () => {
  const now = Date.parse('2026-05-05T12:00:00Z');
  const session = (more = {}) => ({ status: 10, from: '2026-05-01T00:00:00Z', until: '2026-05-09T00:00:00Z', endsHard: false, ...more });
  assert.equal(stateOfSession(session(), now), 'open');
  assert.equal(stateOfSession(session({ from: '2026-05-06T00:00:00Z' }), now), 'soon');
  assert.equal(stateOfSession(session({ from: '2026-05-05T12:04:00Z' }), now), 'open', 'five minutes in favour');
  assert.equal(stateOfSession(session({ until: '2026-05-05T00:00:00Z' }), now), 'over');
  assert.equal(stateOfSession(session({ until: '2026-05-05T00:00:00Z', status: 20 }), now), 'open');
  assert.equal(stateOfSession(session({ until: '2026-05-05T00:00:00Z', status: 20, endsHard: true }), now), 'over');
  assert.equal(stateOfSession(session({ status: 31 }), now), 'done');
});
