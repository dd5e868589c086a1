// What a template names by number, with its names: collections, linked records, people and groups.
import * as collections from '../../api/kadi/collections.js';
import * as groups from '../../api/kadi/groups.js';
import * as records from '../../api/kadi/records.js';
import * as users from '../../api/kadi/users.js';
import { t } from '../../i18n/text.js';
import { named } from './picks.js';

const unknown = (value, id) => ({ value, label: t('templates.unknown', { id: String(id) }), unknown: true });
const found = (value, asking) => asking.then(option => ({ ...option, value }), error => {
  if (!error.failure) throw error;
  return unknown(value, value.split?.(':')[1] ?? value); // gone, or not for the reader: its number is all there is
});

/** { collections: [option], links: [{ direction, other: option, name, term }], roles: [{ subject: option, role }] }, also of what cannot be read. */
export async function namesIn(data, signal) {
  const person = async id => { const one = await users.get(id, signal); return { label: one.name, fact: one.username }; };
  const group = async id => named(await groups.get(id, signal));
  const [inside, links, roles] = await Promise.all([
    Promise.all((data.collections ?? []).map(id => found(id, collections.get(id, signal).then(named)))),
    Promise.all((data.record_links ?? []).map(async link => ({ direction: link.direction, name: link.name, term: link.term ?? '', other: await found(link.record, records.get(link.record, signal).then(named)) }))),
    Promise.all((data.roles ?? []).map(async role => {
      const isPerson = role.subject_type === 'user';
      return { role: role.role, subject: await found(`${isPerson ? 'users' : 'groups'}:${role.subject_id}`, (isPerson ? person : group)(role.subject_id)) };
    })),
  ]);
  return { collections: inside, links, roles };
}
