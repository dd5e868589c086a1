// Is there a network, and does the server answer? The browser's word for the first; for the second a failed request says "lost", and from then on
// the server is asked, more and more seldom and never by a page that nobody looks at, until it is ready again.
import { signal } from '../vendor/ui.js';
import { isReady } from '../api/request.js';

export const online = signal(globalThis.navigator?.onLine !== false);
export const server = signal('up'); // up · away · back (for a while)
export const returned = signal(0); // grows whenever the server is back: what failed for want of it is asked for again

globalThis.addEventListener?.('online', () => { online.value = true; });
globalThis.addEventListener?.('offline', () => { online.value = false; });

const pauses = [0.3, 1, 2, 3, 5, 8, 13, 20, 30]; // seconds; the last one stays
const told = 20; // seconds for which "back" is said

let wake = () => {}; // ends a long pause
const hidden = () => globalThis.document?.visibilityState === 'hidden';

/** So many seconds, give or take a fifth, so that a room of browsers does not ask all at once; a network that is back, or somebody who looks, ends it. */
const pause = seconds => new Promise(resolve => {
  const end = () => {
    clearTimeout(timer);
    globalThis.removeEventListener?.('online', look);
    globalThis.document?.removeEventListener('visibilitychange', look);
    wake = () => {};
    resolve();
  };
  const look = () => { if (!hidden()) end(); }; // looked at again, this goes on
  const timer = setTimeout(look, seconds * (0.8 + Math.random() * 0.4) * 1000);
  globalThis.addEventListener?.('online', look);
  globalThis.document?.addEventListener('visibilitychange', look);
  if (seconds > 1) wake = end; // shorter ones end soon enough
});

let asking = false;
let quiet = null;

/** A request did not reach the server, or it was not ready. One that is there after all (only that request was lost) is not spoken of. */
export async function lost() {
  if (asking) return;
  asking = true;
  clearTimeout(quiet);
  for (let turn = 0; ; turn += 1) {
    await pause(pauses[Math.min(turn, pauses.length - 1)]);
    if (await isReady()) break;
    server.value = 'away';
  }
  asking = false;
  if (server.peek() !== 'away') return;
  server.value = 'back';
  returned.value += 1;
  quiet = setTimeout(() => { if (server.peek() === 'back') server.value = 'up'; }, told * 1000);
  quiet.unref?.(); // node's tests need not wait for it
}

/** A request was answered: where nobody knows yet that the server is back, it is asked at once. */
export const answered = status => { if (status < 502 || status > 504) wake(); };

/** Was it refused for want of the server? */
export const isAway = failure => ['offline', 'unavailable'].includes(failure?.kind);

/** What was refused for want of the server is not done by its return: `show` gets the failure that says so then. The answer takes that back. */
export const afterAway = (failure, show) => (isAway(failure) ? whenBack(() => show({ ...failure, kind: 'back', code: null, details: null })) : () => {});

/** Calls `work` once when the server is back; the answer takes that back. */
export function whenBack(work) {
  const before = returned.peek();
  const stop = returned.subscribe(now => {
    if (now === before) return;
    queueMicrotask(() => stop());
    work();
  });
  return stop;
}
