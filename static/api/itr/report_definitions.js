// Report definitions: HTML with placeholders. docs/api/itr.md, "Report definitions"
import { list as listOf, read, remove as removeOf, save as saveOf, ZERO } from './page.js';

const idOf = found => (found && found !== ZERO ? found : null);

const row = found => ({
  id: found.ID, name: found.Description, language: found.ReportLanguage, isDefault: found.DefaultReport, isActive: found.Active, testId: idOf(found.TestID), isCentral: found.dbsource === 1,
});

const scripts = ['BeforeReportScript', 'AfterReportScript', 'PerCandidateReportScript'];

export const shape = found => ({
  id: found.ID, name: found.Description, explanation: found.Explanation, remarks: found.Remarks, language: found.ReportLanguage, code: found.InvoiceCode, isDefault: found.DefaultReport, isActive: found.Active,
  testId: idOf(found.TestID), text: found.ReportText, isForeign: scripts.some(name => String(found[name] ?? '').trim()),
});

const body = values => Object.fromEntries(Object.entries({
  Description: values.name, Explanation: values.explanation, Remarks: values.remarks, ReportLanguage: values.language, InvoiceCode: values.code, DefaultReport: values.isDefault, Active: values.isActive,
  TestID: values.testId === null ? ZERO : values.testId, ReportText: values.text,
}).filter(([, value]) => value !== undefined));

/** `filters`: page, pageSize, sort, search, filter, master. */
export const list = (filters, signal) => listOf({ path: '/reportdefinitions', ...filters, shape: row, signal });
export const find = async (id, signal) => (await list({ filter: [['ID', '=', id]], pageSize: 5, master: 'with' }, signal)).rows[0] ?? null;
export const get = async (id, signal) => shape(await read(`/reportdefinitions/${id}`, { signal }));

const whose = isCentral => ({ master: isCentral ? 'only' : undefined });

/** `isCentral`: the one for all companies, by master users. */
export const save = (id, values, { isCentral } = {}) => saveOf(`/reportdefinitions/${id}`, body(values), whose(isCentral));
export const remove = (id, { isCentral } = {}) => removeOf(`/reportdefinitions/${id}`, whose(isCentral));
