// Words, numbers and dates in the person's language. The first part of a key names its dictionary file.
import { signal } from '../vendor/ui.js';

export const languages = { en: 'English', de: 'Deutsch' };
export const language = signal(preferred());

const loaded = { en: {}, de: {} };
const wanted = new Set();
const missing = new Set();

function preferred() {
  const stored = globalThis.localStorage?.getItem('athenaeum.language');
  const asked = [stored, ...(globalThis.navigator?.languages ?? [])].filter(Boolean).map(tag => tag.slice(0, 2).toLowerCase());
  return asked.find(code => code in { en: 1, de: 1 }) ?? 'en';
}

async function load(code, domain) {
  if (!loaded[code][domain]) loaded[code][domain] = (await import(`./${code}/${domain}.js`)).default;
}

/** Loads dictionaries for the language in use; a page is shown after its words are there. */
export async function need(...domains) {
  domains.forEach(domain => wanted.add(domain));
  await Promise.all(domains.map(domain => load(language.value, domain)));
}

/** Switches the language of the page that is shown. */
export async function speak(code) {
  await Promise.all([...wanted].map(domain => load(code, domain)));
  globalThis.localStorage?.setItem('athenaeum.language', code);
  language.value = code;
  if (globalThis.document) document.documentElement.lang = code;
}

/** Puts a dictionary in place without loading it (tests, the first page). */
export function put(code, domain, words) {
  loaded[code][domain] = words;
  wanted.add(domain);
}

const cached = new Map();
function intl(kind, options = {}) {
  const key = `${kind}|${language.value}|${JSON.stringify(options)}`;
  if (!cached.has(key)) cached.set(key, new Intl[kind](language.value === 'en' ? 'en-GB' : language.value, options));
  return cached.get(key);
}

/** The sentence for a key. Parameters stand in braces; a sentence with `one` and `other` is chosen by `count`. */
export function t(key, params = {}) {
  const entry = loaded[language.value][key.slice(0, key.indexOf('.'))]?.[key];
  if (entry === undefined) {
    if (!missing.has(key)) console.error(`no text for ${key}`);
    missing.add(key);
    return key;
  }
  const text = typeof entry === 'string' ? entry : (entry[intl('PluralRules').select(Number(params.count))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = params[name];
    return value === undefined || value === null ? whole : typeof value === 'number' ? number(value) : String(value);
  });
}

export const plural = (key, count, params = {}) => t(key, { ...params, count });

export const has = key => loaded[language.value][key.slice(0, key.indexOf('.'))]?.[key] !== undefined;

export const number = (value, options) => intl('NumberFormat', options).format(value);

export const percent = share => intl('NumberFormat', { style: 'percent', maximumFractionDigits: 0 }).format(share);

export const list = values => intl('ListFormat', { type: 'conjunction' }).format(values);

export const compare = (a, b) => intl('Collator', { numeric: true, sensitivity: 'base' }).compare(a, b);

const instant = value => (value instanceof Date ? value : new Date(value));
const shown = (value, options) => {
  const moment = instant(value ?? NaN);
  return Number.isNaN(moment.getTime()) ? '' : intl('DateTimeFormat', options).format(moment);
};

export const date = value => shown(value, { dateStyle: 'medium' });
/** Two days as one span, short: "16 – 30 Nov 2026"; breaks at its dash only. */
export const dateSpan = (from, until) => intl('DateTimeFormat', { dateStyle: 'medium' }).formatRange(instant(from), instant(until)).replace(/ (?!–)/g, '\u00a0').replace('–\u00a0', '– ');
export const dateTime = value => shown(value, { dateStyle: 'medium', timeStyle: 'short' });
/** A day in words, as reports write it; the server's days and moments there are those of UTC. */
export const dayInWords = value => shown(value, { dateStyle: 'long', timeZone: 'UTC' });
export const exactTime = value => shown(value, { dateStyle: 'full', timeStyle: 'long' });
export const month = value => shown(value, { month: 'short', year: 'numeric' });
export const time = value => shown(value, { timeStyle: 'short' });

const steps = [['second', 60], ['minute', 60], ['hour', 24], ['day', 7]];

/** "3 minutes ago" within a week, else the date. */
export function ago(value, now = Date.now()) {
  const moment = instant(value ?? NaN).getTime();
  if (Number.isNaN(moment)) return '';
  let distance = Math.round((moment - now) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(distance) < size) return intl('RelativeTimeFormat', { numeric: 'auto' }).format(distance, unit);
    distance = Math.round(distance / size);
  }
  return date(moment);
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A size in decimal units, as disks and other file lists count. */
export function bytes(value) {
  let step = 0;
  let rest = value;
  while (rest >= 999.5 && step < sizes.length - 1) { rest /= 1000; step += 1; }
  const digits = step > 0 && rest < 99.95 ? 1 : 0;
  return intl('NumberFormat', { style: 'unit', unit: sizes[step], unitDisplay: step ? 'short' : 'long', maximumFractionDigits: digits }).format(rest);
}

const mebi = 1024 * 1024;
const isBinary = limit => limit >= mebi && limit % mebi === 0;

/** A limit of sizes as it was set: 52428800 is "50 MiB", 50000000 is "50 MB". `value`: another size beside it, in the same unit. */
export const limitBytes = (limit, value = limit) => (isBinary(limit) ? `${number(value / mebi, { maximumFractionDigits: value / mebi < 100 ? 1 : 0 })}\u00a0MiB` : bytes(value));

const day = 24 * 3600;

/** What stands at a time axis (seconds) with a tick every `step` seconds: a year, a month, a day or a time. */
export function timeTick(value, step) {
  const options = step >= 300 * day ? { year: 'numeric' } : step >= 27 * day ? { month: 'short', year: 'numeric' } : step >= day ? { day: 'numeric', month: 'short' }
    : { hour: '2-digit', minute: '2-digit', ...(step < 60 && { second: '2-digit' }) };
  return shown(value * 1000, options);
}

/** 3725 → "1:02:05"; what players and timers show. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, i) => (i ? String(part).padStart(2, '0') : part)).join(':');
}
