// The same request for many rows, one after the other. Where the server says "slower", or is away, it waits and goes on.
import { describe } from '../errors/words.js';
import { isAway, server } from './online.js';
import { pause, seconds } from './pump.js';

const tries = 4; // of a row whose request alone is lost, while the server is there

const waitsFor = (failure, turn) => failure.kind === 'limited' || (isAway(failure) && (turn < tries || server.peek() === 'away'));

/** An aborted `stop` ends a pause; without one nothing does. */
const rest = (failure, turn, stop = new AbortController().signal) => pause(failure.kind === 'limited' ? Math.max(1, failure.retryAfter ?? 5) : seconds(failure, turn), stop).catch(() => {});

/**
 * `send` for each row; { done: [rows], refused: [{ row, name, text, failure }] }, without the rows that `stop` left out.
 * `progress({ at, total, waits })`; `name`: row → what it is called; `word`: failure → text, or undefined for the usual one.
 */
export async function forEach(rows, send, { name = row => row.title ?? row.label, word = () => undefined, progress = () => {}, stop } = {}) {
  const done = [];
  const refused = [];
  let turn = 0; // how often this row waited
  for (let at = 0; at < rows.length && !stop?.aborted;) {
    progress({ at, total: rows.length, waits: turn > 0 });
    try {
      await send(rows[at]);
      done.push(rows[at]);
    } catch (error) {
      if (!error.failure) throw error;
      if (waitsFor(error.failure, turn)) {
        progress({ at, total: rows.length, waits: true });
        await rest(error.failure, turn, stop);
        turn += 1;
        continue;
      }
      refused.push({ row: rows[at], name: name(rows[at]), text: word(error.failure) ?? describe(error.failure).title, failure: error.failure });
    }
    at += 1;
    turn = 0;
  }
  return { done, refused };
}

/** The same as tables take it: { done: how many, refused }. */
export async function forRows(rows, send, name = row => row.person ?? row.name) {
  const { done, refused } = await forEach(rows, send, { name });
  return { done: done.length, refused };
}

/** The way back of many rows, for a toast: rows that were refused fail it, and only they are tried the next time. `after` is told each time. */
export function undoing(rows, send, after) {
  let left = rows;
  return async () => {
    const { refused } = await forEach(left, send);
    left = refused.map(entry => entry.row);
    after();
    if (refused.length) throw Object.assign(new Error('not all are back'), { failure: refused[0].failure });
  };
}
