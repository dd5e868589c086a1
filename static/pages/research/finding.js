// What Ctrl K finds of research data: records, collections, templates, groups by words, people by name.
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import * as groups from '../../api/kadi/groups.js';
import * as records from '../../api/kadi/records.js';
import * as templates from '../../api/kadi/templates.js';
import * as values from '../../api/kadi/values.js';
import { at } from './places.js';

export async function find(text, signal) {
  const asked = { query: text, sort: '_score', perPage: 5 };
  const few = { ...asked, perPage: 3 };
  const [found, gathered, forms, teams, people] = await Promise.all([
    records.list(asked, signal), collections.list(asked, signal), templates.list(few, signal), groups.list(few, signal), values.people(text, signal),
  ]);
  return [
    ...found.rows.map(row => ({ label: row.title, fact: `${t('research.record')} ${row.identifier}`, icon: 'record', href: at.record(row.id) })),
    ...gathered.rows.map(row => ({ label: row.title, fact: `${t('collections.collection')} ${row.identifier}`, icon: 'collection', href: at.collection(row.id) })),
    ...forms.rows.map(row => ({ label: row.title, fact: `${t('templates.template')} ${row.identifier}`, icon: 'template', href: at.template(row.id) })),
    ...teams.rows.map(row => ({ label: row.title, fact: `${t('groups.group')} ${row.identifier}`, icon: 'people', href: at.group(row.id) })),
    ...people.slice(0, 3).map(person => ({ label: person.name, fact: `${t('groups.person')} ${person.username}`, icon: 'person', href: at.user(person.id) })),
    { label: t('search.all_records', { text }), icon: 'search', href: `${at.records}?${new URLSearchParams({ query: text })}` },
  ];
}
