// Something a page does with the server: busy while it goes on, the words of its failure where it was refused.
import { useEffect, useRef, useState } from '../vendor/ui.js';
import { describe } from '../errors/words.js';
import { afterAway } from './online.js';

/** `attempt(work, done, why)`: `done` gets the answer, `why` may give words of its own for a failure; { failure, busy, forget } for the page, `forget` when the failure is of what is no longer shown. Resolves to true when it was done. `typed`: what is sent was typed, and is kept. */
export function useAttempt({ typed = false } = {}) {
  const [failure, fail] = useState(null);
  const [busy, work] = useState(false);
  const deaf = useRef(() => {});
  const left = useRef(false);
  useEffect(() => () => { left.current = true; deaf.current(); }, []);
  const attempt = async (send, done, why = () => null) => {
    deaf.current();
    fail(null);
    work(true);
    try {
      const answer = await send();
      done?.(answer);
      return true;
    } catch (error) {
      if (!error.failure) throw error;
      fail(why(error.failure) ?? describe(error.failure, { typed }));
      if (!left.current) deaf.current = afterAway(error.failure, back => fail(describe(back, { typed })));
      return false;
    } finally {
      work(false);
    }
  };
  const forget = () => { deaf.current(); fail(null); };
  return [attempt, { failure, busy, forget }];
}
