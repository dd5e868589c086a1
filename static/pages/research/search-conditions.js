// Conditions on typed metadata while they are edited, and the language of the server that they become. No drawing, so that node can test it.
//
// condition { id, link: 'and' | 'or', key, type: '' (any) | 'str' | 'numeric' | 'bool' | 'date', text, exact, min, max, unit, truth: 'true' | 'false' | '' }
//   min and max are texts as typed; of dates the texts of datetime fields, in the person's time zone

import { numeric } from '../../components/metadata-model.js';

export const types = ['', 'str', 'numeric', 'bool', 'date'];

let count = 0;
export const fresh = (more = {}) => { count += 1; return { id: count, link: 'and', key: '', type: '', text: '', exact: false, min: '', max: '', unit: '', truth: '', ...more }; };

const quoted = text => text.length > 2 && text.startsWith('"') && text.endsWith('"');
const filled = value => value !== null && value !== undefined && value !== '';
const pad = part => String(part).padStart(2, '0');

/** An instant as the text of a datetime field in the person's time zone, and back. */
export function local(value) {
  const moment = new Date(value ?? NaN);
  return Number.isNaN(moment.getTime()) ? '' : `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}T${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
}
const instant = text => { const moment = new Date(text || NaN); return Number.isNaN(moment.getTime()) ? null : moment.toISOString(); };

const bound = text => { const value = text.trim() === '' ? null : numeric(text, 'float'); return typeof value === 'number' ? value : null; };

/** What the address says, as conditions; what cannot be read is none. */
export function parse(text) {
  let given = [];
  try { given = JSON.parse(text || '[]'); } catch { return []; }
  if (!Array.isArray(given)) given = [given];
  return given.filter(entry => entry && typeof entry === 'object').map((entry, i) => {
    const type = types.includes(entry.type) ? entry.type : '';
    const value = entry[type] ?? {};
    const shared = { link: i > 0 && entry.link === 'or' ? 'or' : 'and', key: typeof entry.key === 'string' ? entry.key : '', type };
    if (type === 'str') { const said = typeof value === 'string' ? value : ''; return fresh({ ...shared, text: quoted(said) ? said.slice(1, -1) : said, exact: quoted(said) }); }
    if (type === 'numeric') return fresh({ ...shared, min: filled(value.min) ? String(value.min) : '', max: filled(value.max) ? String(value.max) : '', unit: value.unit ?? '' });
    if (type === 'bool') return fresh({ ...shared, truth: ['true', 'false'].includes(String(value)) ? String(value) : '' });
    if (type === 'date') return fresh({ ...shared, min: local(value.min), max: local(value.max) });
    return fresh(shared);
  }).filter(says);
}

/** Does a condition ask for anything? One without a key asks by its value alone. */
export const says = ({ key, type, text, min, max, unit, truth }) => Boolean(key.trim() || (type === 'str' && text.trim()) || (type === 'numeric' && (min.trim() || max.trim() || unit.trim())) || (type === 'bool' && truth) || (type === 'date' && (min || max)));

function valueOf({ type, text, exact, min, max, unit, truth }) {
  if (type === 'str' && text.trim()) return { str: exact ? `"${text.trim()}"` : text.trim() };
  if (type === 'numeric') return { numeric: { ...(filled(bound(min)) && { min: bound(min) }), ...(filled(bound(max)) && { max: bound(max) }), ...(unit.trim() && { unit: unit.trim() }) } };
  if (type === 'bool' && truth) return { bool: truth === 'true' };
  if (type === 'date') return { date: { ...(instant(min) && { min: instant(min) }), ...(instant(max) && { max: instant(max) }) } };
  return {};
}

/** The text for the address and the server; null when nothing is asked. */
export function serialize(conditions) {
  const kept = conditions.filter(says).map((one, i) => ({ ...(i > 0 && { link: one.link }), ...(one.key.trim() && { key: one.key.trim() }), ...(one.type && { type: one.type }), ...valueOf(one) }));
  return kept.length ? JSON.stringify(kept) : null;
}

/** What is wrong before searching: { id: { field: code } }. */
export function check(conditions) {
  const found = {};
  for (const one of conditions) {
    const faults = {};
    if (one.type === 'numeric') for (const side of ['min', 'max']) if (one[side].trim() && bound(one[side]) === null) faults[side] = 'not_number';
    const [low, high] = one.type === 'numeric' ? [bound(one.min), bound(one.max)] : [one.min || null, one.max || null];
    if (!faults.min && !faults.max && ['numeric', 'date'].includes(one.type) && filled(low) && filled(high) && low > high) faults.max = 'before_first';
    if (Object.keys(faults).length) found[one.id] = faults;
  }
  return found;
}
