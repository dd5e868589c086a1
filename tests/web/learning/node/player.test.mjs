import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deed, resumeAt, shareOf } from '../../../../static/pages/learning/player-keys.js';
import { nextTopic, progressOf } from '../../../../static/pages/learning/progress.js';

test('keys do what players do, except where the thing in focus has its own meaning for them', () => {
  assert.deepEqual(deed(' ', 'screen'), { play: true });
  assert.equal(deed(' ', 'button'), null);
  assert.deepEqual(deed(' ', 'seek'), { play: true });
  assert.deepEqual(deed('K', 'button'), { play: true });
  assert.deepEqual([deed('j', 'screen'), deed('l', 'screen')], [{ by: -10 }, { by: 10 }]);
  assert.deepEqual([deed('ArrowLeft', 'screen'), deed('ArrowRight', 'button')], [{ by: -5 }, { by: 5 }]);
  assert.deepEqual(deed('ArrowRight', 'volume'), { louder: 0.1 });
  assert.deepEqual([deed('ArrowUp', 'screen'), deed('ArrowUp', 'seek')], [{ louder: 0.1 }, { by: 5 }]);
  assert.deepEqual([deed('Home', 'seek'), deed('End', 'seek'), deed('Home', 'screen')], [{ to: 0 }, { to: 1 }, null]);
  assert.deepEqual([deed('0', 'screen'), deed('9', 'volume')], [{ to: 0 }, { to: 0.9 }]);
  assert.deepEqual([deed('m', 'screen'), deed('F', 'screen')], [{ mute: true }, { full: true }]);
  for (const key of [' ', 'k', 'ArrowUp', '5']) assert.equal(deed(key, 'choice'), null);
  for (const key of ['Tab', 'Enter', 'Escape', 'x', 'F5']) assert.equal(deed(key, 'screen'), null);
});

test('a video goes on where it stopped, unless that was its beginning or its end', () => {
  assert.equal(resumeAt(null), null);
  assert.equal(resumeAt({ seconds: 4, duration: 600 }), null);
  assert.equal(resumeAt({ seconds: 61.5, duration: 600 }), 61.5);
  assert.equal(resumeAt({ seconds: 61.5, duration: null }), 61.5);
  assert.equal(resumeAt({ seconds: 597, duration: 600 }), null);
});

test('shares count the last seconds as all of it', () => {
  assert.equal(shareOf(null), null);
  assert.equal(shareOf({ seconds: 30, duration: null }), null);
  assert.equal(shareOf({ seconds: 30, duration: 60 }), 0.5);
  assert.equal(shareOf({ seconds: 596, duration: 600 }), 1);
  assert.equal(shareOf({ seconds: 700, duration: 600 }), 1);
});

const topic = (id, seconds, at, hasVideo = true) => ({ id, hasVideo, position: seconds === null ? null : { seconds, duration: 100, at } });

test('how far somebody is in a subject counts its videos only', () => {
  assert.deepEqual(progressOf([]), { seen: 0, videos: 0, share: null });
  assert.deepEqual(progressOf([topic(1, 100, '2026-01-01'), topic(2, 50, '2026-01-02'), topic(3, null), topic(4, null, null, false)]), { seen: 1, videos: 3, share: 0.5 });
});

test('the next topic is the one left last, or the first after it that was not seen', () => {
  assert.equal(nextTopic([topic(1, null), topic(2, null)]), null);
  const topics = [topic(1, 20, '2026-01-01T10:00:00Z'), topic(2, 100, '2026-01-03T10:00:00Z'), topic(3, 100, '2026-01-02T10:00:00Z'), topic(4, null, null, false), topic(5, null)];
  assert.equal(nextTopic(topics).id, 4);
  assert.equal(nextTopic([topics[0], topic(2, 40, '2026-01-05T10:00:00Z')]).id, 2);
  assert.equal(nextTopic([topics[1], topics[3]]).id, 4);
  assert.equal(nextTopic([topics[0], topics[1]]).id, 1);
  assert.equal(nextTopic([topics[1], topics[2]]), null);
  assert.equal(nextTopic([topics[2], topics[1]]), null);
});
