// The same request for many rows, one after the other. Where the server says "slower", it waits and goes on.
import { describe } from '../errors/words.js';

const pause = (seconds, stop) => new Promise(resolve => {
  const timer = setTimeout(resolve, seconds * 1000);
  stop?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/**
 * `send` for each row; { done: [rows], refused: [{ row, name, text }] }, without the rows that `stop` left out.
 * `progress({ at, total, waits })`; `name`: row → what it is called; `word`: failure → text, or undefined for the usual one.
 */
export async function forEach(rows, send, { name = row => row.title ?? row.label, word = () => undefined, progress = () => {}, stop } = {}) {
  const done = [];
  const refused = [];
  for (let at = 0; at < rows.length && !stop?.aborted;) {
    progress({ at, total: rows.length, waits: false });
    try {
      await send(rows[at]);
      done.push(rows[at]);
    } catch (error) {
      if (!error.failure) throw error;
      if (error.failure.kind === 'limited') {
        progress({ at, total: rows.length, waits: true });
        await pause(Math.max(1, error.failure.retryAfter ?? 5), stop);
        continue;
      }
      refused.push({ row: rows[at], name: name(rows[at]), text: word(error.failure) ?? describe(error.failure).title });
    }
    at += 1;
  }
  return { done, refused };
}

/** The same as tables take it: { done: how many, refused }. */
export async function forRows(rows, send, name = row => row.person ?? row.name) {
  const { done, refused } = await forEach(rows, send, { name });
  return { done: done.length, refused };
}
