// Addresses of headings, as people can read them. No drawing, so that node can test it.

const plain = text => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60);

// Ids of the page itself, which a heading of a text may not take.
const taken = ['main', 'app'];

/** One id for each text, none twice. */
export function slugs(texts) {
  const used = new Set(taken);
  return texts.map(text => {
    const first = plain(text) || 'part';
    let id = first;
    for (let turn = 2; used.has(id); turn += 1) id = `${first}-${turn}`;
    used.add(id);
    return id;
  });
}
