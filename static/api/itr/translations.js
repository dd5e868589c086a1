// Words of clients of the assessment API in each language. docs/api/itr.md, "The office"
import { itrApi } from '../request.js';
import { patiently } from './page.js';

const path = language => `/translations/${encodeURIComponent(language)}`;
const word = found => ({ text: found.value, original: found.originalValue ?? '', at: found.changeDateTime, by: found.changedBy ?? '' });

/** Map of key → { text, original, at, by }; an empty one for a language without words. */
export async function words(language, signal) {
  const found = await patiently(() => itrApi.get(path(language), { as: 'text', signal }), signal);
  const entries = JSON.parse(found);
  return new Map(Object.entries(Array.isArray(entries) ? {} : entries).map(([key, entry]) => [key, word(entry)]));
}

/** Stores texts by their keys ([[key, text]]); words of other keys stay. */
export const save = (language, entries) => patiently(() => itrApi.post(path(language), {
  headers: { ForceTranslation: 'Y' }, body: Object.fromEntries(entries.map(([key, text]) => [key, { value: text }])),
}));
