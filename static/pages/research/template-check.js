// Does a record keep to a template? Which entries are missing, of another type, out of range, without unit. No drawing, so that node can test it.

const isBranch = type => type === 'dict' || type === 'list';
const isNumber = type => type === 'int' || type === 'float';
const has = value => value !== null && value !== undefined && value !== '';
const iri = /^[a-z][a-z0-9+.-]*:[^<>" {}|\\^`]+$/i;

function range({ min, max } = {}, value) {
  if (has(min) && value < min) return has(max) ? { code: 'outside', min, max } : { code: 'low', min };
  if (has(max) && value > max) return has(min) ? { code: 'outside', min, max } : { code: 'high', max };
  return null;
}

/** What is wrong with one entry whose type is right. */
function ofValue(wanted, found) {
  const { validation = {}, type } = wanted;
  if (!has(found.value)) return validation.required ? [{ code: 'empty' }] : [];
  const otherUnit = isNumber(type) && has(wanted.unit) && has(found.unit) && found.unit !== wanted.unit;
  const inRange = isNumber(type) && !otherUnit ? range(validation.range ?? {}, found.value) : null; // bounds count in the template's unit
  return [
    inRange,
    validation.options?.length && !otherUnit && !validation.options.includes(found.value) && { code: 'options', options: validation.options },
    validation.iri && !iri.test(found.value) && { code: 'iri' },
    isNumber(type) && has(wanted.unit) && !has(found.unit) && { code: 'no_unit', unit: wanted.unit },
    otherUnit && { code: 'other_unit', unit: wanted.unit, found: found.unit },
  ].filter(Boolean);
}

const needs = entry => (isBranch(entry.type) ? entry.value.some(needs) : Boolean(entry.validation?.required));
const light = new Set(['optional', 'other_unit', 'more']);
const told = (path, at, finding) => ({ path, at, weight: light.has(finding.code) ? 'note' : 'wrong', ...finding });

/**
 * Findings: { path, at, weight: 'wrong' | 'note', code, … }; `path` are keys (positions in lists), `at` the path of the nearest entry that is there (empty: none).
 * code: missing, optional (missing, and not required), type { wanted, found }, empty, low { min }, high { max }, outside { min, max }, options { options }, iri, no_unit { unit },
 * other_unit { unit, found }, more (not in the template)
 */
export function checkExtras(template, extras, above = [], isList = false) {
  const place = (entry, i) => [...above, isList ? String(i + 1) : entry.key];
  const other = (entry, i) => (isList ? extras[i] : extras.find(one => one.key === entry.key));
  const known = template.flatMap((wanted, i) => {
    const path = place(wanted, i);
    const found = other(wanted, i);
    if (!found) return [told(path, above, { code: needs(wanted) ? 'missing' : 'optional' })];
    if (found.type !== wanted.type) return [told(path, path, { code: 'type', wanted: wanted.type, found: found.type })];
    if (isBranch(wanted.type)) return checkExtras(wanted.value ?? [], found.value ?? [], path, wanted.type === 'list');
    return ofValue(wanted, found).map(finding => told(path, path, finding));
  });
  const more = isList ? [] : extras.filter(entry => !template.some(wanted => wanted.key === entry.key)).map(entry => told([...above, entry.key], [...above, entry.key], { code: 'more' }));
  return [...known, ...more];
}

/** Where a record differs from the other fields that a template sets: [{ field, weight, code: 'differs' { wanted } | 'tags' { tags } }] */
export function checkFields(data, record) {
  const differs = ['type', 'license'].filter(field => has(data[field]) && data[field] !== record[field]).map(field => ({ field, weight: 'wrong', code: 'differs', wanted: data[field] }));
  const tags = (data.tags ?? []).filter(tag => !record.tags.includes(tag));
  return [...differs, ...(tags.length ? [{ field: 'tags', weight: 'wrong', code: 'tags', tags }] : [])];
}

/** All findings about a record: what is wrong first. */
export function check(template, record) {
  const isRecord = template.type === 'record';
  const entries = (isRecord ? template.data.extras : template.data) ?? [];
  const found = [...(isRecord ? checkFields(template.data, record) : []), ...checkExtras(entries, record.extras)];
  return [...found.filter(finding => finding.weight === 'wrong'), ...found.filter(finding => finding.weight === 'note')];
}

/** Metadata with the entries of a template that it lacks; what is there stays as it is. */
export function completed(extras, template, isList = false) {
  const kept = extras.map((entry, i) => {
    const wanted = isList ? template[i] : template.find(one => one.key === entry.key);
    return wanted && wanted.type === entry.type && isBranch(entry.type) ? { ...entry, value: completed(entry.value ?? [], wanted.value ?? [], entry.type === 'list') } : entry;
  });
  return [...kept, ...(isList ? template.slice(extras.length) : template.filter(wanted => !extras.some(entry => entry.key === wanted.key)))];
}
