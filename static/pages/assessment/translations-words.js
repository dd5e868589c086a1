// What the pages of translations compute: rows of a language, files of words. Pure, so that node can test it.

export const isLanguageCode = text => /^[a-z]{2,3}(-[a-z0-9]{2,8})?$/.test(text.trim().toLowerCase());

const has = (text, wanted) => text.toLowerCase().includes(wanted);

/**
 * Rows of every key of any of the languages: [{ id, key, text, original, by, at, isMissing }], by key.
 * `own`, `beside`: Map of key → { text, by, at }; `all`: further keys.
 */
export function rowsOf(own, beside, all, { search = '', onlyMissing = false } = {}) {
  const wanted = search.trim().toLowerCase();
  return [...new Set([...own.keys(), ...beside.keys(), ...all])].sort().map(key => {
    const found = own.get(key);
    return { id: key, key, text: found?.text ?? '', original: beside.get(key)?.text ?? '', by: found?.by ?? '', at: found?.at ?? null, isMissing: !found };
  }).filter(row => (!onlyMissing || row.isMissing) && (!wanted || [row.key, row.text, row.original].some(text => has(text, wanted))));
}

/** [[key, text]] of a file of words ({ key: text } or { key: { value } }); null where it holds none. */
export function wordsIn(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (!found || typeof found !== 'object' || Array.isArray(found)) return null;
  const entries = Object.entries(found).map(([key, entry]) => [key.trim(), typeof entry === 'string' ? entry : entry?.value]);
  return entries.length && entries.every(([key, value]) => key && typeof value === 'string') ? entries : null;
}

/** How many of a file's words are new, and how many say something else than now. */
export const difference = (own, entries) => ({
  fresh: entries.filter(([key]) => !own.has(key)).length, changed: entries.filter(([key, text]) => own.has(key) && own.get(key).text !== text).length,
});

export const fileOf = own => `${JSON.stringify(Object.fromEntries([...own].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, word]) => [key, { value: word.text }])), null, 2)}\n`;
