// Logins: who works in the company, with which rights. docs/api/itr.md, "Logins"
import { list as listOf, listIn, newId, read, remove as removeOf, save as saveOf, ZERO } from './page.js';

/** Flags that give something, and those that narrow. */
export const rights = [
  'IsOfficeUser', 'IsOrganisationSupervisor', 'IsTestAuthor', 'IsReportAuthor', 'IsTestScreenTemplateAuthor', 'IsTranslator', 'IsResearcher', 'IsPasswordManager', 'IsMasterUser',
  'MayOrderCredits', 'HasTestingOfficeAccess', 'HasEducationalOfficeAccess',
];
export const limits = ['MayWorkWithOwnObjectsOnly', 'MayWorkWithBatteriesOnly', 'HasPersonalCreditPool', 'DoNotRenewLicense', 'IsTestTakingUser'];

const forEver = '2100-01-01T08:00:00+00:00';
const dayOf = instant => (!instant || instant >= '2100' ? '' : instant.slice(0, 10));
const moment = instant => (instant && instant > '2001' ? instant : null);

const row = found => ({
  id: found.ID, name: found.UserName, email: found.Email, isActive: found.Active, lastLogin: moment(found.LastLoginDateTime), licenseEnds: dayOf(found.EndDateLicense), rights: rights.filter(flag => found[flag]), limits: limits.filter(flag => found[flag]),
});

const shape = found => ({ ...row(found), remarks: found.Remarks, template: found.SecurityTemplateID && found.SecurityTemplateID !== ZERO ? found.SecurityTemplateID : '', pool: found.CurrentPersonalCreditLevel, key: found.APIKey ?? '' });

/** Where the server's names of fields stand in our forms. */
export const names = { UserName: 'name', Email: 'email', Password: 'password', EndDateLicense: 'licenseEnds', Remarks: 'remarks', APIKey: 'key', CurrentPersonalCreditLevel: 'pool', SecurityTemplateID: 'template' };

const flagsOf = (known, chosen) => Object.fromEntries(known.map(flag => [flag, chosen.includes(flag)]));

function body({ rights: given, limits: narrowed, licenseEnds, template, ...plain }) {
  const texts = { UserName: plain.name, Email: plain.email, Password: plain.password, Remarks: plain.remarks, APIKey: plain.key, CurrentPersonalCreditLevel: plain.pool, Active: plain.isActive };
  return Object.fromEntries(Object.entries({
    ...texts, ...(given && flagsOf(rights, given)), ...(narrowed && flagsOf(limits, narrowed)),
    ...(licenseEnds !== undefined && { EndDateLicense: licenseEnds ? `${licenseEnds}T23:59:59Z` : forEver }), ...(template !== undefined && { SecurityTemplateID: template || ZERO }),
  }).filter(([, value]) => value !== undefined));
}

const office = 'IsOfficeUser';

/** The document's list leaves one flag out: who is of the office is asked beside it. */
export async function list(filters, signal) {
  const [found, ofOffice] = await Promise.all([
    listOf({ path: '/logins', sort: 'UserName', ...filters, shape: row, signal }),
    listOf({ path: '/logins', filter: [[office, '=', 'True']], pageSize: -1, shape: each => each.ID, signal }),
  ]);
  const known = new Set(ofOffice.rows);
  return { ...found, rows: found.rows.map(each => (known.has(each.id) ? { ...each, rights: [office, ...each.rights] } : each)) };
}
export const get = async (id, signal) => shape(await read(`/logins/${id}`, { signal }));
export const save = (id, values) => saveOf(`/logins/${id}`, { ID: id, ...body(values) });
export const create = async values => { const id = newId(); await save(id, values); return id; };
export const remove = id => removeOf(`/logins/${id}`);

const personName = found => [found.FirstName, found.LastName].filter(Boolean).join(' ') || found.EMail;

/** Names of whoever these ids are: logins of the company, or its candidates. Map of id → name. */
export async function namesOf(ids, signal) {
  const [people, candidates] = await Promise.all(['/logins', '/persons'].map(path => listIn({ path, values: ids, signal })));
  return new Map([...candidates.map(found => [found.ID, personName(found)]), ...people.map(found => [found.ID, found.UserName || found.Email])]);
}
