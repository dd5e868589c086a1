// Lists of this surface count rows (`skip`, `limit`), ours count pages.
import { kmsApi } from '../request.js';

const most = 1000;

/** One page of a list as { rows, total, page, pages }; `name` is the list's member in the answer. */
export async function pageOf(path, name, { page, perPage = 25, ...filters }, shape, signal) {
  const at = Math.max(1, Number(page) || 1);
  const answer = await kmsApi.get(path, { query: { ...filters, skip: (at - 1) * perPage, limit: perPage }, signal });
  return { rows: answer[name].map(shape), total: answer.total, page: at, pages: Math.ceil(answer.total / perPage) };
}

const pause = (seconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, seconds * 1000);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

async function patiently(send, signal) {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (error.failure?.kind !== 'limited') throw error;
      await pause(Math.max(1, error.failure.retryAfter ?? 5), signal);
    }
  }
}

/** Every row of a list, a thousand at a time; `progress(done, total)` after each answer. `patient`: where the server says "slower", wait and go on. */
export async function all(path, name, filters, shape, signal, progress = () => {}, patient = false) {
  const rows = new Map(); // rows that move to another page meanwhile are not there twice
  for (let skip = 0; ; skip += most) {
    const send = () => kmsApi.get(path, { query: { ...filters, skip, limit: most }, signal });
    const answer = patient ? await patiently(send, signal) : await send();
    for (const found of answer[name]) rows.set(found.id, shape(found));
    progress(Math.min(rows.size, answer.total), answer.total);
    if (answer[name].length < most) return [...rows.values()];
  }
}
