// Seats: the API gives their number, and managers the registrations that take them.
import { number, plural, t } from '../../i18n/text.js';
import * as registrations from '../../api/kms/registrations.js';

const most = 5000; // with more registrations a list does not count them: each training's own page does

export const takes = registration => registration.status !== 'CANCELLED';

/** Training → seats taken, for managers; null where there are too many registrations to count in passing. */
export async function takenSeats(signal) {
  const stop = new AbortController();
  const end = () => stop.abort();
  signal?.addEventListener('abort', end, { once: true });
  let large = false;
  try {
    const found = await registrations.all({}, stop.signal, (done, total) => { if (total > most) { large = true; stop.abort(); } });
    const taken = new Map();
    for (const row of found) if (takes(row)) taken.set(row.trainingId, (taken.get(row.trainingId) ?? 0) + 1);
    return taken;
  } catch (error) {
    if (large && !signal?.aborted) return null;
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** "3 of 10 free" for who may count, else how many there are. */
export function seatWord(seats, taken) {
  if (taken === null || taken === undefined) return plural('training.seats', seats);
  return seats > taken ? t('training.seats_free', { free: number(seats - taken), seats: number(seats) }) : t('training.seats_none', { seats: number(seats) });
}
