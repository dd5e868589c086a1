// Code that is fetched when it is needed first. What could not be fetched is asked for again, until it is there or nobody needs it any more.
const longest = 30; // seconds

/** So many seconds, or until there is a network again, or nobody waits any more. */
const pause = (seconds, stop) => new Promise(resolve => {
  const end = () => {
    clearTimeout(timer);
    removeEventListener('online', end);
    resolve();
  };
  const timer = setTimeout(end, seconds * 1000);
  addEventListener('online', end);
  stop.addEventListener('abort', end, { once: true });
});

/** Makes of `get` a function: `stop` → what `get()` resolves to, the same for all who ask; an aborted `stop` rejects with its reason. */
export function later(get) {
  let made = null;
  const once = () => (made ??= get().catch(error => { made = null; throw error; }));
  return async stop => {
    for (let turn = 0; ; turn += 1) {
      try {
        return await once();
      } catch (error) {
        console.warn(error);
      }
      stop.throwIfAborted();
      await pause(Math.min(longest, 2 ** turn), stop);
      stop.throwIfAborted();
    }
  };
}
