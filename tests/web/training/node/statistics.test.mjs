import assert from 'node:assert/strict';
import { test } from 'node:test';
import { empty, perMonth, summed } from '../../../../static/pages/training/statistics.js';

const row = (status, registeredAt, completedAt = null, score = null, trainingId = 1) => ({ status, registeredAt, completedAt, score, trainingId });
const now = new Date(2026, 10, 22);

test('the last twelve months are there without any registration', () => {
  const { months, registered, completed } = perMonth([], now);
  assert.equal(months.length, 12);
  assert.deepEqual([months[0].getFullYear(), months[0].getMonth(), months[11].getFullYear(), months[11].getMonth()], [2025, 11, 2026, 10]);
  assert.deepEqual(registered, Array(12).fill(0));
  assert.deepEqual(completed, Array(12).fill(0));
});

test('each month counts who registered and who completed in it', () => {
  const rows = [row('COMPLETED', '2025-03-10T12:00:00Z', '2025-05-10T12:00:00Z'), row('CANCELLED', '2025-03-11T12:00:00Z'), row('REGISTERED', '2026-11-10T12:00:00Z')];
  const { months, registered, completed } = perMonth(rows, now);
  assert.equal(months.length, 21);
  assert.deepEqual([registered[0], registered[20], registered.reduce((a, b) => a + b)], [2, 1, 3]);
  assert.deepEqual([completed[2], completed.reduce((a, b) => a + b)], [1, 1]);
});

test('cancelled registrations do not count in rates, scores are the mean of who gave one', () => {
  const rows = [row('COMPLETED', 'x', 'x', 5), row('ATTENDED', 'x', null, 2), row('REGISTERED', 'x'), row('REGISTERED', 'x'), row('CANCELLED', 'x'), row('COMPLETED', 'x', 'x', null, 2), row('CANCELLED', 'x', null, null, 3)];
  const sums = summed(rows, found => found.trainingId);
  assert.deepEqual(sums.get(1), { live: 4, attended: 2, completed: 1, cancelled: 1, rated: 2, rate: 0.25, score: 3.5 });
  assert.equal(sums.get(2).rate, 1);
  assert.equal(sums.get(3).rate, null);
  assert.equal(empty.rate, null);
  assert.deepEqual([...summed(rows, () => undefined)], []);
});
