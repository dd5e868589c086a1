// Short forms of texts for lists. No drawing, so that node can test them.

/** The first letters of the first and the last word: "Higher education" → "HE". */
export function initials(name) {
  const words = name.split(/[\s/–-]+/).map(word => word.replace(/^[^\p{L}\p{N}]+/u, '')).filter(Boolean);
  const first = word => [...word][0].toLocaleUpperCase();
  if (!words.length) return '·';
  return words.length === 1 ? [...words[0]].slice(0, 2).join('').toLocaleUpperCase() : first(words[0]) + first(words.at(-1));
}

/** Markdown as one line of plain words, cut between words. */
export function excerpt(text, most = 180) {
  const plain = text
    .replace(/```[\s\S]*?```/g, ' ').replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^\s{0,3}(#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '').replace(/(?<![\p{L}\p{N}])[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}(?![\p{L}\p{N}])/gu, '')
    .replace(/\s+/g, ' ').trim();
  const letters = [...plain];
  if (letters.length <= most) return plain;
  const cut = letters.slice(0, most).join('');
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > most / 2 ? space : cut.length)}…`;
}
