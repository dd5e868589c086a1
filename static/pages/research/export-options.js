// What can be exported in which format, what can be left out of it, and the filter that says so. No drawing here.

export const formats = {
  record: ['json', 'rdf', 'pdf', 'ro-crate', 'extras', 'qr'],
  collection: ['json', 'rdf', 'ro-crate', 'qr'],
  template: ['json', 'json-schema', 'shacl'],
};

export const isText = (type, options) => ['json', 'rdf', 'extras', 'json-schema', 'shacl'].includes(type) || (type === 'ro-crate' && options.metadataOnly);

export const usual = { people: true, links: 'all', leftOut: [], others: false, form: 'standard', data: ['json', 'rdf'], metadataOnly: false, records: true, children: false, hierarchy: false };

/** Which options a format has. A collection leaves no metadata out: each of its records may have other ones. */
export function asks(noun, type, options = usual) {
  const records = noun === 'record' || (noun === 'collection' && options.records);
  const whole = !['qr', 'extras', 'json-schema'].includes(type);
  return {
    people: whole,
    links: whole && noun !== 'template' && records,
    metadata: noun !== 'collection' && type !== 'qr',
    others: whole && noun === 'record' && options.leftOut.length > 0 && options.links !== 'none',
    form: type === 'extras',
    crate: type === 'ro-crate',
    data: type === 'ro-crate' && records,
    records: whole && noun === 'collection',
    children: whole && noun === 'collection' && options.records,
    hierarchy: type === 'ro-crate' && noun === 'collection' && options.records && options.children,
  };
}

/** Paths (lists of keys; positions from 0 as text) → the mask of what stays out: { a: {}, list: { 0: {} } }. */
export function maskOf(paths) {
  const mask = {};
  for (const path of paths) path.reduce((inside, key) => (inside[key] ??= {}), mask);
  return mask;
}

const links = { none: true, incoming: 'out', outgoing: 'in' }; // what stays out

/** The filter for the server: only what differs from leaving nothing out. */
export function filterOf(noun, type, options) {
  const asked = asks(noun, type, options);
  return {
    ...(asked.people && !options.people && { user: true }),
    ...(asked.links && options.links !== 'all' && { links: links[options.links] }),
    ...(asked.metadata && options.leftOut.length > 0 && { extras: maskOf(options.leftOut) }),
    ...(asked.others && options.others && { propagate_extras: true }),
    ...(asked.form && options.form === 'plain' && { format: 'plain' }),
    ...(asked.data && options.data.join() !== usual.data.join() && { export_data: options.data }),
    ...(asked.crate && options.metadataOnly && { metadata_only: true }),
    ...(asked.records && !options.records && { records: true }),
    ...(asked.children && options.children && { children: true }),
    ...(asked.hierarchy && options.hierarchy && { hierarchy: true }),
  };
}

/** Addresses are limited; a mask of very many single entries does not fit. */
export const fits = filter => encodeURIComponent(JSON.stringify(filter)).length < 7000;

const begins = (path, with_) => with_.every((key, i) => path[i] === key);

/** `path` stays out (with everything below it), or comes back. */
export const without = (leftOut, path, out) => {
  const rest = leftOut.filter(other => !begins(other, path));
  return out ? [...rest, path] : rest;
};

/** 'in', 'out', or 'part' when something below stays out. */
export function stateOf(leftOut, path) {
  if (leftOut.some(other => begins(path, other))) return 'out';
  return leftOut.some(other => begins(other, path)) ? 'part' : 'in';
}
