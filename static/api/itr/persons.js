// Persons: candidates of the company, with their right to sign in. docs/api/itr.md, "Persons"
import { list as listOf, listIn, newId, randomText, read, remove as removeOf, save as saveOf } from './page.js';

const given = found => [found.FirstName, found.LastName].filter(Boolean).join(' ') || found.Initials;

/** What somebody is called: a name, else the address. */
export const nameOf = found => given(found) || found.EMail || '–';

const instant = value => (value && new Date(value).getUTCFullYear() > 2000 ? value : null);
const unknown = '2000-01-01'; // what the server stores where nobody said it
const day = value => {
  const moment = value ? new Date(value) : null;
  return moment && !Number.isNaN(moment.getTime()) && !moment.toISOString().startsWith(unknown) ? moment.toISOString().slice(0, 10) : '';
};

const shape = found => ({
  id: found.ID, name: nameOf(found), hasName: Boolean(given(found)), email: found.EMail, firstName: found.FirstName, lastName: found.LastName, initials: found.Initials,
  titlesBefore: found.TitlesBefore, titlesAfter: found.TitlesAfter, language: found.PreferredLanguage, sex: found.Sex, birthDate: day(found.BirthDate), age: found.Age, isActive: found.Active,
  lastTestAt: instant(found.DateOfLastTest), organisationId: found.OrganisationID, educationId: found.EducationID, nationalityId: found.NationalityID, remarks: found.Remarks ?? '', type: found.PersonType,
});

const columns = {
  email: 'EMail', firstName: 'FirstName', lastName: 'LastName', initials: 'Initials', titlesBefore: 'TitlesBefore', titlesAfter: 'TitlesAfter', language: 'PreferredLanguage', sex: 'Sex', birthDate: 'BirthDate',
  age: 'Age', isActive: 'Active', organisationId: 'OrganisationID', educationId: 'EducationID', nationalityId: 'NationalityID', remarks: 'Remarks', type: 'PersonType', managedBy: 'ManagedByUserID', password: 'Password',
};

/** Names of the server → ours, for faults. */
export const names = Object.fromEntries(Object.entries(columns).map(([ours, theirs]) => [theirs, ours]));

const body = values => Object.fromEntries(Object.entries(values).filter(([name, value]) => columns[name] && value !== undefined).map(([name, value]) => [columns[name], name === 'birthDate' ? value || unknown : value]));

/** Of persons who take part themselves; those behind public sessions have another type. */
const ordinary = ['PersonType', '=', 0];

/** `filters`: page, pageSize, sort, search, archived. */
export const list = ({ filter = [], ...filters }, signal) => listOf({ path: '/persons', ...filters, filter: [ordinary, ...filter], shape, signal });
export const withIds = (ids, signal) => listIn({ path: '/persons', values: ids, shape, signal });
export const get = async (id, signal) => shape(await read(`/persons/${id}`, { signal }));

/** Active persons with this address; small and capital letters are the same. */
export async function withEmail(email, signal) {
  const { rows } = await listOf({ path: '/persons', search: email, pageSize: 20, archived: false, shape, signal });
  return rows.filter(row => row.email.toLowerCase() === email.trim().toLowerCase());
}

/** Creates a person; the id. */
export async function create(values) {
  const id = newId();
  await saveOf(`/persons/${id}`, { ID: id, PersonType: 0, ...body(values) });
  return id;
}
/** Changes what `values` names; `password`: what the person signs in with from now on. */
export const update = (id, values) => saveOf(`/persons/${id}`, { ID: id, ...body(values) });
/** With sessions, answers and files. */
export const remove = id => removeOf(`/persons/${id}`);
/** Everybody without a session and a test. */
export const removeUnused = () => saveOf('/persons/deleteunused', undefined);

/** A password that can be read out. */
export const newPassword = () => [4, 4, 4].map(randomText).join('-');
