// Something fetched: shown from the cache at once, fetched again, changed before the server answers and rolled back if it refuses.
import { signal } from '../vendor/ui.js';
import { describe } from '../errors/words.js';
import { afterAway, isAway, whenBack } from './online.js';

const cache = new Map(); // key → { value }; keys begin with the account
const limit = 100;

function remember(key, value) {
  if (!key) return;
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > limit) cache.delete(cache.keys().next().value);
}

/** Everything that was fetched for the account before; called by sign-out. */
export const forget = () => cache.clear();

/** Drops what a change has made stale: every cached answer whose key contains one of the texts. */
export function stale(...parts) {
  for (const key of cache.keys()) if (parts.some(part => key.includes(part))) cache.delete(key);
}

/**
 * load   signal → promise of a value
 * key    account and address; without it nothing is cached
 */
export function resource(load, { key = null } = {}) {
  const state = signal({ value: cache.get(key), failure: null, busy: false, slow: false });
  let stop = null;
  let deaf = () => {}; // no longer waits for the server to come back
  let deafToo = () => {}; // the same of a change that found no server
  const set = changes => { state.value = { ...state.value, ...changes }; };

  async function fetchIt() {
    stop?.abort();
    deaf();
    const mine = new AbortController();
    stop = mine;
    set({ busy: true });
    const timer = setTimeout(() => { if (!mine.signal.aborted) set({ slow: true }); }, 200);
    try {
      const value = await load(mine.signal);
      if (mine.signal.aborted) return;
      remember(key, value);
      set({ value, failure: null });
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!error.failure) console.error(error);
      set({ failure: error.failure ?? { kind: 'unexpected', fields: [] } });
      if (isAway(error.failure)) deaf = whenBack(fetchIt);
    } finally {
      clearTimeout(timer);
      if (!mine.signal.aborted) set({ busy: false, slow: false });
    }
  }

  const rowsOf = (value, edit) => (Array.isArray(value) ? edit(value) : value?.rows ? { ...value, rows: edit(value.rows) } : edit(value));
  const self = {
    get value() { return state.value.value; },
    get busy() { return state.value.busy; },
    get slow() { return state.value.slow; },
    get failure() { return state.value.failure; },
    get words() { return state.value.failure && describe(state.value.failure, { opening: true }); },
    reload: fetchIt,
    /** Another query of the same page: the old rows stay until the new ones are here. */
    to(nextLoad, nextKey) {
      load = nextLoad;
      key = nextKey;
      if (cache.has(key)) set({ value: cache.get(key), failure: null });
      return fetchIt();
    },
    /** Puts a value in place that an answer of the server brought. */
    put(value) {
      remember(key, value);
      set({ value, failure: null });
    },
    /**
     * Shows at once (`show`: rows, or the value, → the same changed), sends, and goes back when the server refuses.
     * `refused(words)` tells the person; without it the sentence of `failed` (a key) is thrown back to the caller's page.
     */
    async change({ show, send, refused }) {
      const before = state.value.value;
      deafToo();
      set({ value: rowsOf(before, show) });
      try {
        const answer = await send();
        remember(key, state.value.value);
        return answer;
      } catch (error) {
        if (!error.failure) throw error;
        set({ value: before });
        refused?.(describe(error.failure));
        deafToo = afterAway(error.failure, back => refused?.(describe(back)));
        return undefined;
      }
    },
    leave() { stop?.abort(); deaf(); deafToo(); },
  };
  fetchIt();
  return self;
}
