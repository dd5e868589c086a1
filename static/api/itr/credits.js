// Credits: what companies were given and what finished tests used. docs/api/itr.md
import { list as listOf, newId, patiently, read, remove as removeOf, save, ZERO } from './page.js';
import { itrApi } from '../request.js';

const anonymised = '*ANONIMISED*'; // stands for who is not told

const usage = row => ({
  id: row.ID, at: row.UsageDateTime, code: row.InvoiceCode, session: row.SessionID === ZERO ? null : row.SessionID, sessionName: row.SessionName, person: row.UserName === anonymised ? null : row.UserName,
  original: row.OriginalTicks, discount: row.DiscountedTicks, total: row.TotalTicks,
});
const grant = row => ({ id: row.ID, company: row.CompanyID, at: row.GrantedWhen, text: row.UserDescription, remarks: row.Remarks, credits: row.CreditsGranted, isPaid: row.Paid });

/** What the own company has: { level, warning, name }. */
export async function level(signal) {
  const found = await read('/companies/currentcompany', { signal });
  return { id: found.ID, name: found.CompanyName, level: found.CurrentCreditLevel, warning: found.LowCreditWarningLevel, mayOwe: found.AllowNegativeCredits };
}

/** Is it time to order some? Without any, results are shown only where the company may owe. */
export const areLow = ({ level, warning, mayOwe }) => !(level >= warning && (level > 0 || mayOwe));

// An empty month is told in texts with capitals (docs/api/itr.md); it is none.
const month = row => ({ year: Number(row.year), month: Number(row.month), ticks: Number(row.ticks), discount: Number(row.discountedticks), company: row.CompanyName, companyId: row.ID, code: row.InvoiceCode });
const months = rows => rows.filter(row => row.year !== undefined).map(month);

/** Used each month since the beginning of the year before the last one, newest first. For office users. */
export const perMonth = async signal => months(await patiently(() => itrApi.get('/creditusagespermonth', { signal }), signal));
/** The same of every company and invoice code, for master users; year 0: all years. */
export const perMonthOfAll = async (year, signal) => months(await patiently(() => itrApi.get(`/creditusagespermonthforall/${year}`, { signal }), signal));

export const usages = (filters, signal) => listOf({ path: '/creditusages', sort: '-UsageDateTime', ...filters, shape: usage, signal });
export const grants = (filters, signal) => listOf({ path: '/creditgrants', sort: '-GrantedWhen', ...filters, shape: grant, signal });

/** Gives a company credits; a repeated save of the same id gives no more. */
export const give = ({ id, company, credits, text, remarks, isPaid, by, at }) => save(`/creditgrants/${id}`, {
  ID: id, CompanyID: company, UserID: by, CreditsGranted: credits, UserDescription: text, Remarks: remarks, Paid: isPaid, GrantedWhen: at,
});
export const newGrant = newId;
export const change = (id, { remarks, isPaid, text }) => save(`/creditgrants/${id}`, { ID: id, Remarks: remarks, Paid: isPaid, UserDescription: text });
export const removeGrant = id => removeOf(`/creditgrants/${id}`);
