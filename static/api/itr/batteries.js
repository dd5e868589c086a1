// Batteries: tests that are planned together, in their order. docs/api/itr.md
import { list as listOf, read, remove as removeOf, save as saveOf } from './page.js';

const row = found => ({ id: found.ID, name: found.BatteryName, code: found.InvoiceCode, costs: found.BatteryCosts, isActive: found.Active, isCentral: found.dbsource === 1 });

const testOf = found => (typeof found === 'string' ? { TestID: found } : found);

/** One with its tests: [{ id, kept }] in their order, `kept` being what else their entries hold. */
export const shape = found => ({
  id: found.ID, name: found.BatteryName, description: found.Description, code: found.InvoiceCode, costs: found.BatteryCosts, isActive: found.Active, remarks: found.Remarks ?? '',
  tests: (Array.isArray(found.BatteryTests) ? found.BatteryTests : []).map(testOf).filter(entry => entry?.TestID ?? entry?.testID).map(entry => ({ id: String(entry.TestID ?? entry.testID).toLowerCase(), kept: entry })),
});

const body = values => Object.fromEntries(Object.entries({
  BatteryName: values.name, Description: values.description, InvoiceCode: values.code, BatteryCosts: values.costs, Active: values.isActive, Remarks: values.remarks,
  BatteryTests: values.tests?.map(entry => ({ ...entry.kept, TestID: entry.id })),
}).filter(([, value]) => value !== undefined));

/** `filters`: page, pageSize, sort, search, filter, archived, master. */
export const list = (filters, signal) => listOf({ path: '/batteries', ...filters, shape: row, signal });
export const find = async (id, signal) => (await list({ filter: [['ID', '=', id]], pageSize: 5, master: 'with' }, signal)).rows[0] ?? null;

const whose = isCentral => ({ master: isCentral ? 'only' : undefined });

/** Those for all companies (`isCentral`) are read and changed by master users only. */
export const get = async (id, { isCentral, signal } = {}) => shape(await read(`/batteries/${id}`, { ...whose(isCentral), signal }));
export const save = (id, values, { isCentral } = {}) => saveOf(`/batteries/${id}`, body(values), whose(isCentral));
export const remove = (id, { isCentral } = {}) => removeOf(`/batteries/${id}`, whose(isCentral));
