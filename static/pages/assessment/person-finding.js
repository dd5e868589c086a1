// What Ctrl K and comboboxes find of the test office: persons and sessions.
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as persons from '../../api/itr/persons.js';
import * as sessions from '../../api/itr/sessions.js';
import { at } from './places.js';

/** A second fact that is not the name again. */
const fact = row => (row.hasName ? row.email : '');

export async function find(text, signal) {
  const [people, planned] = await Promise.all([persons.list({ search: text, pageSize: 4, archived: false, sort: 'LastName' }, signal), sessions.list({ search: text, pageSize: 4, sort: '-CreateDate' }, signal)]);
  return [
    ...people.rows.map(row => ({ label: row.name, fact: `${t('assessment.person.one')}${fact(row) && ` · ${fact(row)}`}`, icon: 'person', href: at.person(row.id) })),
    ...planned.rows.map(row => ({ label: `${row.description} – ${row.person}`, fact: `${t('assessment.session.one')} · ${status('session', row.state).word}`, icon: 'assessment', href: at.session(row.id) })),
  ];
}

export const option = row => ({ value: row.id, label: row.name, fact: fact(row) });

/** Active persons by parts of names and addresses. */
export const pickPersons = async (text, signal) => (await persons.list({ search: text, pageSize: 8, archived: false, sort: 'LastName' }, signal)).rows.map(option);
