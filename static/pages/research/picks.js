// What comboboxes of research pages find.
import * as collections from '../../api/kadi/collections.js';
import * as groups from '../../api/kadi/groups.js';
import * as records from '../../api/kadi/records.js';
import * as templates from '../../api/kadi/templates.js';
import * as values from '../../api/kadi/values.js';

export const named = found => ({ value: found.id, label: found.title, fact: found.identifier });
const word = value => ({ value, label: value });
const best = text => (text ? undefined : '-last_modified');

/** Records by words of their title, identifier or description; without a text the last changed. `except`: ids that are no choice. */
export const pickRecords = (except = new Set()) => async (text, signal) => (await records.list({ query: text, sort: best(text), perPage: 20 }, signal)).rows.filter(row => !except.has(row.id)).map(named);
export const pickCollections = (except = new Set()) => async (text, signal) => (await collections.list({ query: text, sort: best(text), perPage: 20 }, signal)).rows.filter(row => !except.has(row.id)).map(named);
export const pickTags = async (text, signal) => (await values.tags(text, signal)).map(word);
export const pickPeople = async (text, signal) => (await values.people(text, signal)).map(person => ({ value: person.id, label: person.name, fact: person.username }));
export const pickTemplates = async (text, signal) => (await templates.list({ query: text, sort: best(text), perPage: 20 }, signal)).rows.map(named);
export const pickGroups = async (text, signal) => (await groups.list({ query: text, sort: best(text), perPage: 20 }, signal)).rows.map(named);
export const pickLicenses = async (text, signal) => (await values.licenses({ filter: text }, signal)).rows.map(found => ({ value: found.name, label: found.name, fact: found.title }));

const apart = kind => option => ({ ...option, value: `${kind}:${option.value}` });

/** People and groups together: values are `users:3` and `groups:3`. */
export async function pickSubjects(text, signal) {
  const [people, found] = await Promise.all([pickPeople(text, signal), pickGroups(text, signal)]);
  return [...people.map(apart('users')), ...found.map(apart('groups'))];
}

/** Only people, in the same form. */
export const pickMembers = async (text, signal) => (await pickPeople(text, signal)).map(apart('users'));

/** ['users', 3] of 'users:3'. */
export const subjectOf = value => { const [kind, id] = value.split(':'); return [kind, Number(id)]; };
