// Deeds whose refusal stands in the page, and the same deed for several rows.
import { html, useState } from '../../vendor/ui.js';
import { Notice } from '../../components/notice.js';
import { describe } from '../../errors/words.js';
import { forEach } from '../training/many.js';

/** [what was refused, as a notice; attempt(work): does it and says what failed; true when it was done]. */
export function useDeeds() {
  const [failure, fail] = useState(null);
  const attempt = async work => {
    fail(null);
    try {
      await work();
      return true;
    } catch (error) {
      if (!error.failure) throw error;
      fail(describe(error.failure));
      return false;
    }
  };
  return [failure && html`<${Notice} tone="danger" role="alert" title=${failure.title}>${failure.text}<//>`, attempt];
}

/** `send` for each chosen row, as tables take it: { done, refused }. */
export async function forRows(rows, send, name = row => row.person ?? row.name) {
  const { done, refused } = await forEach(rows, send, { name });
  return { done: done.length, refused };
}
