// What differs between two states of a record, path by path, and word by word within texts. No drawing, so that node can test it.

const isBranch = entry => entry?.type === 'dict' || entry?.type === 'list';

/** Extras as lines: 'runs / 1 / x' → what stands there, as { text, entry } without its children. */
export function flat(extras = [], above = []) {
  const lines = new Map();
  extras.forEach((entry, i) => {
    const path = [...above, entry.key ?? String(i + 1)];
    const { value, ...rest } = entry;
    lines.set(path.join(' / '), isBranch(entry) ? { ...rest } : { ...rest, value });
    if (isBranch(entry)) for (const [below, found] of flat(entry.value ?? [], path)) lines.set(below, found);
  });
  return lines;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** [{ path, before, after }] of two lists of extras; a side that has nothing there is null. */
export function extrasChanges(before, after) {
  const [old, now] = [flat(before ?? []), flat(after ?? [])];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths.filter(path => !same(sorted(old.get(path)), sorted(now.get(path)))).map(path => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }));
}

const sorted = entry => (entry === null || typeof entry !== 'object' ? entry : Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))));

const shown = ['title', 'identifier', 'type', 'description', 'license', 'visibility', 'state', 'tags', 'links_to', 'linked_from'];
const inData = ['title', 'identifier', 'type', 'description', 'license', 'tags', 'collections', 'record_links', 'roles'];
const nothing = value => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Lists of a field have no order: what went from them and what came. */
function fieldOf(name, before, after) {
  if (!Array.isArray(before ?? after)) return { name, before, after };
  const [old, now] = [before ?? [], after ?? []];
  const lacks = list => entry => !list.some(other => same(sorted(other), sorted(entry)));
  return { name, gone: old.filter(lacks(now)), come: now.filter(lacks(old)) };
}

const fieldsOf = (names, before, after, prefix = '') => names.filter(name => name in before && !(nothing(before[name]) && nothing(after[name])) && !same(before[name], after[name])).map(name => fieldOf(prefix + name, before[name], after[name]));

/** The data of a template: a list of metadata, or fields of a record with its metadata. */
function dataChanges(before, after) {
  if (Array.isArray(after ?? before)) return { fields: [], extras: extrasChanges(before, after) };
  const [old, now] = [before ?? {}, after ?? {}];
  return { fields: fieldsOf(inData, { ...Object.fromEntries(inData.map(name => [name, null])), ...old }, now, 'data.'), extras: extrasChanges(old.extras, now.extras) };
}

/** A revision as changes: { fields: [{ name, before, after } or, of lists, { name, gone, come }], extras: […] }; what was empty and is empty is no change. */
export function changesOf({ data, before }) {
  const inside = 'data' in before ? dataChanges(before.data, data.data) : { fields: [], extras: [] };
  const extras = 'extras' in before ? extrasChanges(before.extras, data.extras) : [];
  return { fields: [...fieldsOf(shown, before, data), ...inside.fields], extras: [...extras, ...inside.extras] };
}

const words = text => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
const lines = text => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const most = 1500 * 1500; // what is compared each with each

/** Two lists of pieces as runs: [{ kind, text }]; null where there are too many. */
function runsOf(a, b) {
  if (a.length * b.length > most) return null;
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) for (let j = b.length - 1; j >= 0; j -= 1) rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
  const runs = [];
  const add = (kind, text) => { if (runs.at(-1)?.kind === kind) runs.at(-1).text += text; else runs.push({ kind, text }); };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { add('same', a[i]); i += 1; j += 1; }
    else if (i < a.length && (j === b.length || rows[i + 1][j] >= rows[i][j + 1])) { add('old', a[i]); i += 1; }
    else { add('new', b[j]); j += 1; }
  }
  return runs;
}

const whole = (before, after) => [{ kind: 'old', text: before }, { kind: 'new', text: after }].filter(run => run.text);

/** Long texts line by line, and word by word where a few lines replace others. */
function lineChanges(before, after) {
  const runs = runsOf(lines(before), lines(after)) ?? whole(before, after);
  return runs.flatMap((run, i) => {
    const [last, next] = [runs[i - 1], runs[i + 1]];
    if (run.kind === 'old' && next?.kind === 'new') return runsOf(words(run.text), words(next.text)) ?? [run, next];
    return run.kind === 'new' && last?.kind === 'old' ? [] : [run];
  });
}

/** Two texts as runs: [{ kind: 'same' | 'old' | 'new', text }]; what both begin and end with is not compared again. */
export function wordChanges(before, after) {
  const [a, b] = [words(before), words(after)];
  const least = Math.min(a.length, b.length);
  let [head, tail] = [0, 0];
  while (head < least && a[head] === b[head]) head += 1;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const middle = list => list.slice(head, list.length - tail);
  const text = list => list.join('');
  const inner = runsOf(middle(a), middle(b)) ?? lineChanges(text(middle(a)), text(middle(b)));
  return [{ kind: 'same', text: text(a.slice(0, head)) }, ...inner, { kind: 'same', text: text(a.slice(a.length - tail)) }].filter(run => run.text);
}

const common = ['title', 'identifier', 'description', 'visibility'];
const writable = { record: [...common, 'type', 'license', 'tags', 'extras'], collection: [...common, 'tags'], template: [...common, 'data'], group: common };

/** The fields that restoring an earlier state sends: only those a person may write, and only what differs. */
export function restoration(noun, object, data) {
  return Object.fromEntries(writable[noun].filter(name => !same(object[name] ?? null, data[name] ?? null)).map(name => [name, data[name]]));
}
