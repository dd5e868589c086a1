// What the editor of templates holds, as the server takes it, and where its faults belong. No drawing, so that node can test it.
import * as model from '../../components/metadata-model.js';

const option = value => ({ value, label: value });

export const empty = {
  type: 'record', title: '', identifier: '', description: '', visibility: 'private', extras: [],
  record_title: '', record_identifier: '', record_type: '', record_description: '', license: null, tags: [], collections: [], links: [], roles: [],
};

/** Entries of the form from a template; `names` of template-data.js. */
export function startOf(template, names) {
  const { type, title, identifier, description, visibility, data } = template;
  const common = { ...empty, type, title, identifier, description, visibility };
  if (type === 'extras') return { ...common, extras: model.fromExtras(data) };
  return {
    ...common, extras: model.fromExtras(data.extras), record_title: data.title, record_identifier: data.identifier, record_type: data.type ?? '', record_description: data.description,
    license: data.license ? option(data.license) : null, tags: data.tags.map(option), collections: names.collections, links: names.links, roles: names.roles,
  };
}

const role = ({ subject, role: name }) => {
  const [kind, id] = (subject?.value ?? 'users:').split(':');
  return { subject_type: kind === 'users' ? 'user' : 'group', subject_id: Number(id), role: name };
};

export function bodyOf(entries) {
  const { type, title, identifier, description, visibility } = entries;
  const extras = model.toExtras(entries.extras);
  const data = type === 'extras' ? extras : {
    title: entries.record_title, identifier: entries.record_identifier, type: entries.record_type || null, description: entries.record_description, license: entries.license?.value ?? null,
    tags: entries.tags.map(tag => tag.value), extras, collections: entries.collections.map(one => one.value),
    record_links: entries.links.map(link => ({ direction: link.direction, record: link.other?.value ?? null, name: link.name, term: link.term.trim() || null })),
    roles: entries.roles.map(role),
  };
  return { type, title, identifier, description, visibility, data };
}

/** { field: code } of what is wrong before sending. */
export function checked(entries) {
  const found = { title: !entries.title.trim() && 'missing', identifier: !entries.identifier.trim() && 'missing' };
  for (const { path, code } of model.check(entries.extras)) found[path] = code;
  if (entries.type === 'extras') return found;
  entries.links.forEach((link, i) => {
    if (!link.other) found[`links.${i}.other`] = 'missing';
    if (!link.name.trim()) found[`links.${i}.name`] = 'missing';
  });
  entries.roles.forEach(({ subject }, i) => {
    if (!subject) found[`roles.${i}.subject`] = 'missing';
    else if (entries.roles.findIndex(other => other.subject?.value === subject.value) < i) found[`roles.${i}.subject`] = 'duplicate';
  });
  return found;
}

const fields = { title: 'record_title', identifier: 'record_identifier', type: 'record_type', description: 'record_description', record: 'other', subject_id: 'subject', subject_type: 'subject' };

/** The field of the form for a path of the server: the record of the first link is the field links.0.other. */
export function placeOf(path, type) {
  const [first, ...rest] = String(path).split('.');
  if (first !== 'data') return path;
  if (type === 'extras') return ['extras', ...rest].join('.');
  const [name, index, field] = rest;
  if (name === 'record_links' || name === 'roles') return [name === 'roles' ? 'roles' : 'links', index, fields[field] ?? field].filter(part => part !== undefined).join('.');
  if (name === 'tags' || name === 'collections') return name;
  if (name === 'extras') return rest.join('.');
  return fields[name] ?? name ?? 'data';
}
