// Asks again while something runs: not in hidden tabs, and slower after a failure.
import { useEffect, useRef } from '../../vendor/ui.js';

const longest = 60;

/** `reload` every `seconds` while `on`; a resource's own `busy` and `failure` say whether the last answer is here, and how it was. */
export function usePolling(data, seconds, on) {
  const pause = useRef(seconds);
  useEffect(() => {
    if (!on) return undefined;
    let timer = null;
    let left = false;
    const wait = () => { clearTimeout(timer); if (!left) timer = setTimeout(ask, pause.current * 1000); };
    const ask = async () => {
      if (document.hidden) return; // comes back with the tab
      await data.reload();
      pause.current = data.failure ? Math.min(longest, pause.current * 2) : seconds;
      wait();
    };
    const seen = () => { if (document.hidden) clearTimeout(timer); else ask(); };
    document.addEventListener('visibilitychange', seen);
    wait();
    return () => { left = true; clearTimeout(timer); document.removeEventListener('visibilitychange', seen); };
  }, [data, seconds, on]);
}
