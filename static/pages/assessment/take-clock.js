// Time while a test is taken: used, left for everything, left for a screen, left until the session ends. Measured by a clock that nobody sets.
import { useEffect, useRef, useState } from '../../vendor/ui.js';
import { keepAlive } from '../../api/itr/taking.js';
import { ticked } from './take-model.js';

const beat = 250;
const keptEvery = 5;
const savedEvery = 30;
const aliveEvery = 4 * 60_000;

/** Milliseconds that the server's clock is ahead of this one; `keeps`: the session stays alive while the page is open. */
export function useServerClock({ keeps = true } = {}) {
  const [ahead, setAhead] = useState(0);
  useEffect(() => {
    const ask = () => keepAlive().then(server => { if (server) setAhead(server - Date.now()); }, error => { if (!error.failure) throw error; }); // the next one, or a save, says more
    ask();
    if (!keeps) return undefined;
    const timer = setInterval(ask, aliveEvery);
    return () => clearInterval(timer);
  }, []);
  return ahead;
}

/**
 * Counts while `runs`. `session` ends at its own end where that is enforced. Returns the seconds that are shown (Infinity: no limit).
 * onOver   the time of the whole test is over; onScreenOver: that of the screen
 * onEnd    the session's end has come: a promise that tells whether the office has moved it
 */
export function useClock({ journal, screen, session, ahead, runs, onEnd, onOver, onScreenOver }) {
  const [shown, setShown] = useState(Infinity);
  const latest = useRef({});
  latest.current = { screen, onEnd, onOver, onScreenOver, ahead };
  useEffect(() => {
    if (!runs || !journal.entry) return undefined;
    let last = performance.now();
    let kept = last;
    let saved = last;
    let timers = journal.entry;
    let asks = false;
    let left = false;
    const stop = told => { journal.time(timers); clearInterval(timer); told(); };
    const end = async () => {
      asks = true;
      if (await latest.current.onEnd()) asks = false;
      else if (!left) stop(() => latest.current.onOver());
    };
    const tick = () => {
      const now = performance.now();
      const { screen: at, ahead: offset } = latest.current;
      const endsIn = session.endsHard ? (Date.parse(session.until) - Date.now() - offset) / 1000 : Infinity;
      const found = ticked(timers, (now - last) / 1000, { screen: at, endsIn });
      last = now;
      timers = { used: found.used, timeLeft: found.timeLeft, timers: found.timers };
      setShown(Number.isFinite(found.shown) ? Math.ceil(found.shown) : Infinity);
      const isLimited = Number.isFinite(found.shown);
      if (found.isOver && found.timeLeft > 0) { if (!asks) end(); return; }
      if (found.isOver) { stop(latest.current.onOver); return; }
      if (found.isScreenOver) { stop(latest.current.onScreenOver); return; }
      if (isLimited && now - saved > savedEvery * 1000) { saved = now; kept = now; journal.time(timers, { save: true }); }
      else if (now - kept > keptEvery * 1000) { kept = now; journal.time(timers); }
    };
    const timer = setInterval(tick, beat);
    tick();
    return () => { left = true; clearInterval(timer); journal.time(timers); };
  }, [runs, screen?.id]);
  return shown;
}
