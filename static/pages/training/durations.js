// How long a training takes, as people say it.
import { number } from '../../i18n/text.js';

const part = (value, unit) => number(value, { style: 'unit', unit, unitDisplay: 'short' });

/** 150 → "2 hrs 30 mins". */
export function duration(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && part(hours, 'hour'), rest > 0 && part(rest, 'minute')].filter(Boolean).join(' ');
}
