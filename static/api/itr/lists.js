// What can be chosen for persons: organisations, educations, nationalities. docs/api/itr.md
import { list as listOf, newId, read, remove as removeOf, save as saveOf } from './page.js';

// Ours ↔ the document's, per list.
const columns = {
  organisations: { name: 'Name', address: 'Address', contact: 'ContactPerson', phone: 'ContactPhone', email: 'ContactEMail', remarks: 'Remarks', isActive: 'Active' },
  educations: { name: 'Name', group: 'EducationGroup', remarks: 'Remarks', isActive: 'Active' },
  nationalities: { name: 'NationalityName', code: 'NationalityCode', remarks: 'Remarks' },
};

const shape = noun => found => ({ id: found.ID, isCentral: found.dbsource === 1, ...Object.fromEntries(Object.entries(columns[noun]).map(([ours, name]) => [ours, found[name]])) });
const master = isCentral => (isCentral ? 'only' : undefined);

export const names = noun => Object.fromEntries(Object.entries(columns[noun]).map(([ours, name]) => [name, ours]));
export const list = (noun, filters, signal) => listOf({ path: `/${noun}`, ...filters, shape: shape(noun), signal });
export const get = async (noun, id, { isCentral, signal } = {}) => shape(noun)(await read(`/${noun}/${id}`, { master: master(isCentral), signal }));
export const save = (noun, id, values, { isCentral } = {}) => saveOf(
  `/${noun}/${id}`, { ID: id, ...Object.fromEntries(Object.entries(columns[noun]).filter(([ours]) => values[ours] !== undefined).map(([ours, name]) => [name, values[ours]])) }, { master: master(isCentral) },
);
export const create = (noun, values, options) => save(noun, newId(), values, options);
export const remove = (noun, id, { isCentral } = {}) => removeOf(`/${noun}/${id}`, { master: master(isCentral) });
