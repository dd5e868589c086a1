// What buttons of a page about one thing ask of the server: said when done, refused in the page, and the thing read anew in both cases.
import { html } from '../../vendor/ui.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';

/** { deed(work, said), busy, told }: `told` is what was refused, for the page; `reload` reads anew what others may have changed meanwhile. */
export function useDeeds(reload) {
  const [attempt, { failure, busy }] = useAttempt();
  const deed = async (work, said) => {
    await attempt(work, () => toast(said));
    reload();
  };
  return { deed, busy, told: html`<${Refused} words=${failure} />` };
}
