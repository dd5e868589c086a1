// Companies: master users keep them. docs/api/itr.md, "Companies"
import { token, itrApi } from '../request.js';
import { list as listOf, read, remove as removeOf, save as saveOf } from './page.js';

const row = found => ({
  id: found.ID, name: found.CompanyName, country: found.CompanyCountry, contact: found.ContactPerson, email: found.ContactEMail, credits: found.CurrentCreditLevel, isActive: found.Active, licenseEnds: found.LicenseEndDate,
});

// Ours ↔ the document's. `credits` counts in a new company only; afterwards grants and use change it.
const columns = {
  name: 'CompanyName', country: 'CompanyCountry', vatNumber: 'InternationalVATNr', vat: 'VATPercentage', mailAddress: 'MailAddress', visitingAddress: 'VisitingAddress', invoiceAddress: 'InvoiceAddress',
  host: 'AdministrativeID', logo: 'CompanyLogo', contact: 'ContactPerson', phone: 'ContactPhone', email: 'ContactEMail', discount: 'TestTakingDiscount', costsPerTest: 'CostsPerTestInUnits',
  licenseFee: 'YearlyLicenseFee', currency: 'InvoiceCurrency', price: 'PricePerCreditUnit', credits: 'CurrentCreditLevel', warning: 'LowCreditWarningLevel', mayOwe: 'AllowNegativeCredits', isActive: 'Active',
  licenseStarts: 'LicenseStartDate', licenseEnds: 'LicenseEndDate', noPublicTests: 'NoPublicTests', exitUrl: 'ExitURL', copyTo: 'CCEMail', asksCode: 'MFAEnabled',
};

const shape = found => ({ id: found.ID, ...Object.fromEntries(Object.entries(columns).map(([ours, name]) => [ours, found[name]])) });
const body = values => Object.fromEntries(Object.entries(values).filter(([ours, value]) => columns[ours] && value !== undefined).map(([ours, value]) => [columns[ours], value]));

/** Where the server's names of fields stand in our forms. */
export const names = Object.fromEntries(Object.entries(columns).map(([ours, name]) => [name, ours]));

export const list = (filters, signal) => listOf({ path: '/companies', sort: 'CompanyName', ...filters, shape: row, signal });
export const get = async (id, signal) => shape(await read(`/companies/${id}`, { signal }));
export const current = async signal => shape(await read('/companies/currentcompany', { signal }));
export const save = (id, values) => saveOf(`/companies/${id}`, { ID: id, ...body(values) });
export const remove = id => removeOf(`/companies/${id}`);
/** The session in hand goes over to the company, with the same rights there. */
export const enter = id => itrApi.post(`/tokens/${token()}/${id}`);
