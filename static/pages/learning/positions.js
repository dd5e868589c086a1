// Where somebody is in videos: sent one after the other for each topic, so that the last one counts.
import * as learning from '../../api/app/learning.js';
import { stale } from '../../state/resource.js';

const next = new Map(); // topic → the position that is sent as soon as the one before has arrived
const pumping = new Set();
const going = new Set(); // everything that is on its way

async function put(topicId, position, leaving) {
  try {
    await learning.keepPosition(topicId, position, { leaving });
  } catch (error) {
    if (!error.failure) throw error; // the next one says it again; what is lost is a place, nothing that was typed
  }
  stale('/app/learning/');
}

async function pump(topicId) {
  pumping.add(topicId);
  while (next.has(topicId)) {
    const position = next.get(topicId);
    next.delete(topicId);
    await put(topicId, position, false);
  }
  pumping.delete(topicId);
}

const track = promise => { going.add(promise); promise.finally(() => going.delete(promise)); };

/** Keeps a position; `leaving`: the page goes, so it does not wait for one that is on its way. */
export function keep(topicId, position, { leaving = false } = {}) {
  if (leaving) {
    next.delete(topicId);
    track(put(topicId, position, true));
    return;
  }
  next.set(topicId, position);
  if (!pumping.has(topicId)) track(pump(topicId));
}

/** Resolves when nothing is on its way any more: what the server says afterwards is the truth. */
export const settled = () => Promise.all(going);
