// What queues of uploads share: a few at a time, each until it is done, failed or stopped; what waits for the network or the server goes on by itself.
import { whenBack } from './online.js';

/** So many seconds, or until the network or the server is back; an aborted `stop` rejects with its reason. */
export const pause = (seconds, stop) => new Promise((resolve, reject) => {
  const settle = (way, value) => {
    clearTimeout(timer);
    deaf();
    globalThis.removeEventListener?.('online', end);
    way(value);
  };
  const end = () => settle(resolve);
  const timer = setTimeout(end, seconds * 1000);
  const deaf = whenBack(end);
  globalThis.addEventListener?.('online', end);
  stop.addEventListener('abort', () => settle(reject, stop.reason), { once: true });
});

/** Runs `work` until it succeeds; `held(failure, turn)` says whether a failure is to be waited out (and shows it), anything else is thrown. */
export async function steady(work, { stop, held }) {
  for (let turn = 0; ; turn += 1) {
    try {
      return await work();
    } catch (error) {
      if (stop.aborted || !error.failure || !held(error.failure, turn)) throw error;
      await pause(seconds(error.failure, turn), stop);
    }
  }
}

/** How long a failure is waited out: as long as the server says, else longer and longer. */
export const seconds = (failure, turn) => failure.retryAfter ?? Math.min(30, 2 ** turn);

/**
 * queue   a signal of items { key, state, … }; those that are `waiting` are run, `atOnce` at a time
 * run     (key, stop) → promise; `failed(key, error)` is told why it ended, unless it was stopped; `after()` when one has ended
 */
export function makePump({ queue, atOnce, run, failed, after = () => {} }) {
  const running = new Map(); // key → AbortController

  async function start(key) {
    const stop = new AbortController();
    running.set(key, stop);
    try {
      await run(key, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) failed(key, error);
    } finally {
      if (running.get(key) === stop) running.delete(key);
      after();
      pump();
    }
  }

  function pump() {
    for (const item of queue.value) {
      if (running.size >= atOnce) return;
      if (item.state === 'waiting' && !running.has(item.key)) start(item.key);
    }
  }

  return {
    pump,
    find: key => queue.value.find(item => item.key === key),
    change: (key, changes) => { queue.value = queue.value.map(item => (item.key === key ? { ...item, ...changes } : item)); },
    drop: key => { queue.value = queue.value.filter(item => item.key !== key); },
    stop(key) {
      running.get(key)?.abort();
      running.delete(key);
    },
    stopAll() {
      for (const stop of running.values()) stop.abort();
      running.clear();
    },
  };
}
