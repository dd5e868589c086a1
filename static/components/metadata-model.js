// Typed metadata while it is edited: a tree of nodes with ids, made from Kadi's extras and turned back into them. No drawing here.
//
// node { id, key, type, value, unit, description, term, validation, children, open }
//   value: text for str, int, float (as typed); an ISO text for date; true, false or null for bool; dict and list have children instead

export const types = ['str', 'int', 'float', 'bool', 'date', 'dict', 'list'];
export const isBranch = type => type === 'dict' || type === 'list';
export const isNumber = type => type === 'int' || type === 'float';

// Ids differ between loads of the page too, because drafts bring nodes back.
const load = Math.floor(Math.random() * 2 ** 40).toString(36);
let count = 0;
const nextId = () => { count += 1; return `${load}-${count}`; };

export const fresh = (more = {}) => ({ id: nextId(), key: '', type: 'str', value: '', unit: '', description: '', term: '', validation: {}, children: [], open: true, ...more });

export const fromExtras = (extras = []) => extras.map(entry => fresh({
  key: entry.key ?? '', type: entry.type, unit: entry.unit ?? '', description: entry.description ?? '', term: entry.term ?? '', validation: entry.validation ?? {},
  value: isBranch(entry.type) ? '' : entry.type === 'bool' ? entry.value ?? null : entry.value === null || entry.value === undefined ? '' : String(entry.value),
  children: isBranch(entry.type) && Array.isArray(entry.value) ? fromExtras(entry.value) : [],
}));

/** What a typed number means; what is none stays text, so that the server can refuse it at its place. */
export function numeric(text, type) {
  const plain = text.trim().replace(/^\+/, '').replace('−', '-');
  if (type === 'int') return /^-?\d+$/.test(plain) ? Number(plain) : text.trim();
  const dotted = /^-?\d*,\d+$/.test(plain) && !/,\d{3}$/.test(plain) ? plain.replace(',', '.') : plain; // 1,000 may be a thousand: the person decides
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(dotted) ? Number(dotted) : text.trim();
}

function valueOf(node) {
  if (node.type === 'bool') return node.value;
  if (node.value === '' || node.value === null) return null;
  return isNumber(node.type) ? numeric(node.value, node.type) : node.value;
}

/** The rules that count for a type, as Kadi takes them; null when there is none. */
export function rules(validation = {}, type) {
  const { min = null, max = null } = validation.range ?? {};
  const kept = {
    ...(validation.required && { required: true }),
    ...(isNumber(type) && (min !== null || max !== null) && { range: { min, max } }),
    ...(['str', 'int', 'float'].includes(type) && validation.options?.length && { options: validation.options }),
    ...(type === 'str' && validation.iri && { iri: true }),
  };
  return isBranch(type) || Object.keys(kept).length === 0 ? null : kept;
}

export const toExtras = (nodes, inList = false) => nodes.map(node => {
  const validation = rules(node.validation, node.type);
  return {
    type: node.type, ...(!inList && { key: node.key }),
    value: isBranch(node.type) ? toExtras(node.children, node.type === 'list') : valueOf(node),
    ...(isNumber(node.type) && { unit: node.unit.trim() || null }),
    ...(node.description.trim() && { description: node.description }), ...(node.term.trim() && { term: node.term.trim() }), ...(validation && { validation }),
  };
});

// Looking things up

/** Rows as they are seen: [{ node, level, position, setSize, parent, path }]; `folded` ones hide what is below. */
export function rowsOf(nodes, { level = 1, parent = null, path = [], all = false } = {}) {
  return nodes.flatMap((node, index) => {
    const here = [...path, index];
    const row = { node, level, position: index + 1, setSize: nodes.length, parent, path: here };
    const below = isBranch(node.type) && (node.open || all) ? rowsOf(node.children, { level: level + 1, parent: node, path: here, all }) : [];
    return [row, ...below];
  });
}

const mapTree = (nodes, id, edit) => nodes.flatMap(node => (node.id === id ? edit(node) : [node.children.length ? { ...node, children: mapTree(node.children, id, edit) } : node]));
const rowOf = (nodes, id) => rowsOf(nodes, { all: true }).find(row => row.node.id === id);

// Changing; each returns a new tree

export const update = (nodes, id, changes) => mapTree(nodes, id, node => [{ ...node, ...changes }]);
export const remove = (nodes, id) => mapTree(nodes, id, () => []);
export const insertAfter = (nodes, id, added) => (id === null ? [...nodes, ...added] : mapTree(nodes, id, node => [node, ...added]));
export const insertInside = (nodes, id, added) => mapTree(nodes, id, node => [{ ...node, open: true, children: [...node.children, ...added] }]);

function swap(list, from, to) {
  const next = [...list];
  [next[from], next[to]] = [next[to], next[from]];
  return next;
}

/** `way`: up and down among its siblings, out behind its parent, in to the end of the branch before it. The same tree when there is no way. */
export function move(nodes, id, way) {
  const row = rowOf(nodes, id);
  if (!row) return nodes;
  const siblings = row.parent?.children ?? nodes;
  const at = row.position - 1;
  if (way === 'up' || way === 'down') {
    const to = way === 'up' ? at - 1 : at + 1;
    if (to < 0 || to >= siblings.length) return nodes;
    const next = swap(siblings, at, to);
    return row.parent ? update(nodes, row.parent.id, { children: next }) : next;
  }
  if (way === 'out') return row.parent ? insertAfter(remove(nodes, id), row.parent.id, [row.node]) : nodes;
  const before = siblings[at - 1];
  return before && isBranch(before.type) ? insertInside(remove(nodes, id), before.id, [row.node]) : nodes;
}

// Types

const truths = { true: true, yes: true, ja: true, 1: true, false: false, no: false, nein: false, 0: false };

const toType = {
  str: node => (node.type === 'bool' ? (node.value === null ? '' : String(node.value)) : node.value),
  int: (node, text) => { const number = typeof numeric(text, 'float') === 'number' ? numeric(text, 'float') : null; return Number.isSafeInteger(number) ? String(number) : null; },
  float: (node, text) => (typeof numeric(text, 'float') === 'number' ? String(numeric(text, 'float')) : null),
  bool: (node, text) => truths[text.trim().toLowerCase()] ?? null,
  date: (node, text) => { const moment = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : null; return moment && !Number.isNaN(moment.getTime()) ? moment.toISOString() : null; },
};

/** { node, lost }: the node as another type; `lost` says that its value (or what is in it) does not survive. */
export function convert(node, type) {
  if (type === node.type) return { node, lost: false };
  const plain = { ...node, type, unit: isNumber(type) ? node.unit : '', validation: rules(node.validation, type) ?? {} };
  if (isBranch(type)) {
    if (isBranch(node.type)) return { node: { ...plain, children: node.children.map((child, i) => ({ ...child, key: child.key || String(i + 1) })) }, lost: false };
    return { node: { ...plain, value: '', validation: {}, children: [], open: true }, lost: node.value !== '' && node.value !== null };
  }
  if (isBranch(node.type)) return { node: { ...plain, value: type === 'bool' ? null : '', children: [] }, lost: node.children.length > 0 };
  const text = node.value === null ? '' : String(node.value);
  const empty = type === 'bool' ? null : '';
  const value = text.trim() === '' ? empty : toType[type](node, text);
  if (plain.validation.options && node.type !== type) plain.validation = { ...plain.validation, options: undefined };
  return value === null && text.trim() !== '' ? { node: { ...plain, value: empty }, lost: true } : { node: { ...plain, value: value ?? empty }, lost: false };
}

/** The type that a pasted value seems to have. */
export function guess(text) {
  const plain = text.trim();
  if (/^[+-]?0\d/.test(plain)) return 'str'; // leading zeros mean a code
  if (/^[+-]?\d{1,15}$/.test(plain)) return 'int';
  if (plain !== '' && typeof numeric(plain, 'float') === 'number') return 'float';
  if (/^(true|false)$/i.test(plain)) return 'bool';
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(plain) && !Number.isNaN(new Date(plain).getTime())) return 'date';
  return 'str';
}

/** Lines of two or three columns (from a spreadsheet) as entries: key, value, unit; null when the text is none. */
export function pasted(text) {
  const lines = text.replace(/\r/g, '').split('\n').filter(line => line.trim() !== '');
  if (!lines.length || !lines.every(line => line.includes('\t'))) return null;
  return lines.map(line => {
    const [key, value = '', unit = ''] = line.split('\t').map(part => part.trim());
    const type = guess(value);
    return { ...convert(fresh({ key, value }), type).node, unit: isNumber(type) ? unit : '' };
  });
}

// Faults

const fields = new Set(['key', 'type', 'value', 'unit', 'description', 'term', 'validation']);

/** Faults of a server ('extras.0.value.1.key') at their nodes: { byId: { id: { field: text } }, open: [ids of parents], rest: [texts] }. */
export function placed(nodes, faults) {
  const byId = {};
  const open = new Set();
  const rest = [];
  for (const { path, text } of faults) {
    let list = nodes;
    let node = null;
    let field = null;
    const above = [];
    for (const part of String(path).split('.').slice(1)) {
      if (/^\d+$/.test(part) && !field) { if (node) above.push(node.id); node = list[Number(part)] ?? null; list = node?.children ?? []; }
      else if (part === 'value' && node && isBranch(node.type)) continue;
      else if (fields.has(part)) field ??= part;
    }
    if (!node) { rest.push(text); continue; }
    above.forEach(id => open.add(id));
    byId[node.id] = { ...byId[node.id], [field ?? 'value']: byId[node.id]?.[field ?? 'value'] ? `${byId[node.id][field ?? 'value']} ${text}` : text };
  }
  return { byId, open: [...open], rest };
}

export const opened = (nodes, ids) => ids.reduce((tree, id) => update(tree, id, { open: true }), nodes);

/** What is wrong before sending: keys that are missing or stand twice. [{ path: 'extras.0.key', code }] */
export function check(nodes, path = ['extras'], inList = false) {
  const seen = new Map();
  return nodes.flatMap((node, i) => {
    const here = [...path, i];
    const key = node.key.trim().replace(/\s+/g, ' ');
    const faults = [];
    if (!inList && !key) faults.push({ path: [...here, 'key'].join('.'), code: 'missing' });
    else if (!inList && seen.has(key)) faults.push({ path: [...here, 'key'].join('.'), code: 'duplicate' });
    seen.set(key, true);
    return [...faults, ...(isBranch(node.type) ? check(node.children, [...here, 'value'], node.type === 'list') : [])];
  });
}
