// Where a person belongs to: organisation, education, nationality, chosen from the company's lists and the central ones.
import * as lists from '../../api/itr/lists.js';
import { ZERO } from '../../api/itr/page.js';

export const kinds = { organisation: 'organisations', education: 'educations', nationality: 'nationalities' };

const option = row => ({ value: row.id, label: row.name });
const active = noun => (noun === 'nationalities' ? undefined : [['Active', '=', 'true']]);

const pickOf = noun => async (text, signal) => (await lists.list(noun, { search: text, filter: active(noun), pageSize: 8, master: 'with' }, signal)).rows.map(option);
/** What comboboxes find of each. */
export const picks = Object.fromEntries(Object.entries(kinds).map(([kind, noun]) => [kind, pickOf(noun)]));

const known = id => id && id !== ZERO;

async function named(noun, id, signal) {
  if (!known(id)) return null;
  const { rows } = await lists.list(noun, { filter: [['ID', '=', id]], pageSize: 1, master: 'with' }, signal);
  return rows[0] ? option(rows[0]) : null;
}

/** { organisation, education, nationality } of a person as options, null where there is none. */
export async function places(person, signal) {
  const found = await Promise.all(Object.entries(kinds).map(async ([kind, noun]) => [kind, await named(noun, person[`${kind}Id`], signal)]));
  return Object.fromEntries(found);
}

/** As a person stores them. */
export const stored = values => Object.fromEntries(Object.entries(values).map(([name, value]) => (kinds[name] ? [`${name}Id`, value?.value ?? ZERO] : [name, value])));
