// What keys do in the video player, and where a video goes on. No drawing, so that node can test it.

export const rates = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

const anywhere = {
  k: { play: true }, j: { by: -10 }, l: { by: 10 }, m: { mute: true }, f: { full: true },
  ArrowLeft: { by: -5 }, ArrowRight: { by: 5 }, ArrowUp: { louder: 0.1 }, ArrowDown: { louder: -0.1 },
};
const special = {
  seek: { ArrowUp: { by: 5 }, ArrowDown: { by: -5 }, PageUp: { share: 0.1 }, PageDown: { share: -0.1 }, Home: { to: 0 }, End: { to: 1 } },
  volume: { ArrowLeft: { louder: -0.1 }, ArrowRight: { louder: 0.1 }, PageUp: { louder: 0.2 }, PageDown: { louder: -0.2 }, Home: { louder: -1 }, End: { louder: 1 } },
};

/**
 * The deed of a key, or null: { play } { by: seconds } { share: of the whole } { to: part of the whole } { louder: by } { mute } { full }.
 * on: what has focus: 'seek', 'volume', 'button', 'choice' (a list of its own), 'screen'
 */
export function deed(key, on) {
  if (on === 'choice') return null;
  if (key === ' ') return on === 'button' ? null : { play: true };
  if (/^[0-9]$/.test(key)) return { to: Number(key) / 10 };
  return special[on]?.[key] ?? anywhere[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

const enough = 5; // seconds that are worth going on after, and that are left at least

/** Where to go on, in seconds; null when nothing is remembered, or next to nothing of it was seen, or next to nothing is left. */
export function resumeAt(position, duration = position?.duration) {
  if (!position || position.seconds < enough || (duration && position.seconds > duration - enough)) return null;
  return position.seconds;
}

/** How much was seen, 0 to 1; null where that is not known. */
export function shareOf(position) {
  if (!position?.duration) return null;
  const share = Math.min(1, position.seconds / position.duration);
  return position.seconds > position.duration - enough ? 1 : share;
}
