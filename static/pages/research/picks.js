// What comboboxes of research pages find.
import * as collections from '../../api/kadi/collections.js';
import * as records from '../../api/kadi/records.js';
import * as values from '../../api/kadi/values.js';

export const named = found => ({ value: found.id, label: found.title, fact: found.identifier });
const word = value => ({ value, label: value });
const best = text => (text ? undefined : '-last_modified');

/** Records by words of their title, identifier or description; without a text the last changed. `except`: ids that are no choice. */
export const pickRecords = (except = new Set()) => async (text, signal) => (await records.list({ query: text, sort: best(text), perPage: 20 }, signal)).rows.filter(row => !except.has(row.id)).map(named);
export const pickCollections = (except = new Set()) => async (text, signal) => (await collections.list({ query: text, sort: best(text), perPage: 20 }, signal)).rows.filter(row => !except.has(row.id)).map(named);
export const pickTags = async (text, signal) => (await values.tags(text, signal)).map(word);
export const pickPeople = async (text, signal) => (await values.people(text, signal)).map(person => ({ value: person.id, label: person.name, fact: person.username }));
