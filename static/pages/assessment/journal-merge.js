// What is in a journal of answers, and what comes of it when the server knows others. No browser needed.
//
// Answers are { screen id: { component id: text } }. Of each answer a journal also knows which values of its own the server may hold (`known`):
// what was acknowledged last, and everything that was sent since. A value that is none of them came from another browser.

const prefix = '__';

/** The documented form of results, out of the answers and the seconds that timers have left. `others`: what stays beside them. */
export function resultsOf(screens, answers, { timers = {}, timeLeft = null, others = {} } = {}) {
  const found = { ...others };
  for (const screen of screens) {
    const given = {};
    for (const component of screen.components ?? []) {
      const value = component.type === 'timer' ? (timers[screen.id] === undefined ? undefined : String(Math.round(timers[screen.id]))) : answers[screen.id]?.[component.id];
      if (value !== undefined) given[prefix + component.id] = { Value: value, Visible: true, Anonimise: Boolean(component.anonymise), VisibleOriginal: true };
    }
    const id = prefix + screen.id;
    if (Object.keys(given).length) found[id] = { ...others[id], ...given };
  }
  return timeLeft === null ? found : { ...found, testTimeLeft: Math.round(timeLeft) };
}

const namesOf = part => [prefix + part.id, part.name];
const partOf = (from, part) => { const [id, name] = namesOf(part); return from?.[id] ?? from?.[name]; };
const isObject = value => Boolean(value) && typeof value === 'object' && !Array.isArray(value);
const without = (from, parts) => { const known = new Set(parts.flatMap(namesOf)); return Object.fromEntries(Object.entries(from).filter(([name]) => !known.has(name))); };

/** What stored results hold beside the answers of these screens: another client, or an earlier form of the test, wrote it. */
export function othersOf(screens, results) {
  const { testTimeLeft, ...found } = without(isObject(results) ? results : {}, screens);
  for (const screen of screens) {
    const given = partOf(results, screen);
    const rest = isObject(given) ? without(given, screen.components ?? []) : {};
    if (Object.keys(rest).length) found[prefix + screen.id] = rest;
  }
  return found;
}

/** Answers and timers out of stored results, by ids, else by names. */
export function stateOf(screens, results) {
  const answers = {};
  const timers = {};
  for (const screen of screens) {
    const given = partOf(results, screen);
    for (const component of screen.components ?? []) {
      const value = partOf(given, component)?.Value;
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      if (component.type === 'timer') timers[screen.id] = Number(value);
      else (answers[screen.id] ??= {})[component.id] = String(value);
    }
  }
  return { answers, timers, timeLeft: typeof results?.testTimeLeft === 'number' ? results.testTimeLeft : null };
}

const pairs = answers => Object.entries(answers ?? {}).flatMap(([screen, given]) => Object.entries(given).map(([component, value]) => ({ screen, component, value })));

/** What the server may hold of this browser, after it acknowledged everything. */
export const knownOf = answers => Object.fromEntries(Object.entries(answers).map(([screen, given]) => [screen, Object.fromEntries(Object.entries(given).map(([component, value]) => [component, [value]]))]));

/** The same, with what is about to be sent. */
export function sentOf(known, answers) {
  const next = structuredClone(known ?? {});
  for (const { screen, component, value } of pairs(answers)) {
    const values = (next[screen] ??= {})[component] ??= [];
    if (!values.includes(value)) values.push(value);
  }
  return next;
}

/**
 * Ours and the server's put together: an answer that the server has from somewhere else stays, everything else is ours.
 * `taken` counts answers of ours that gave way, `isNew` says that there is something which the server has not got.
 */
export function merged({ ours, known, theirs }) {
  const answers = structuredClone(ours ?? {});
  let taken = 0;
  for (const { screen, component, value } of pairs(theirs)) {
    const own = ours?.[screen]?.[component];
    if (own === value) continue;
    const isOurs = own !== undefined && (known?.[screen]?.[component] ?? []).includes(value);
    if (isOurs) continue;
    if (own !== undefined) taken += 1;
    (answers[screen] ??= {})[component] = value;
  }
  const isNew = pairs(answers).some(({ screen, component, value }) => theirs?.[screen]?.[component] !== value && !(value === '' && theirs?.[screen]?.[component] === undefined));
  return { answers, taken, isNew };
}

/** Of timers the smaller rest counts: time that was used stays used. */
export const lessTime = (ours, theirs) => {
  const all = { ...theirs, ...ours };
  return Object.fromEntries(Object.keys(all).map(id => [id, Math.min(ours?.[id] ?? Infinity, theirs?.[id] ?? Infinity)]));
};

/** Seconds to wait after that many failures: growing, never more than half a minute, not all browsers at once. */
export const pauseAfter = (failures, random = Math.random()) => Math.min(30, 2 ** Math.min(failures - 1, 5)) * (0.75 + random / 2);

/** The next number of a save: above the last one, and above those of a browser whose journal was lost. */
export const nextSequence = (last, now) => Math.max((last ?? 0) + 1, now);
