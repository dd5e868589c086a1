// What every company used, by month and test, for master users who write invoices.
import { html, useMemo } from '../../vendor/ui.js';
import { month, number, t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { saveCsv } from '../../components/save-file.js';

const monthOf = row => month(new Date(row.year, row.month - 1, 1));
const perPage = 50;

const columns = [
  { label: 'assessment_results.credits.company', main: true, cell: row => row.company },
  { label: 'assessment_results.credits.month', fact: true, narrow: true, cell: monthOf },
  { label: 'assessment_results.credits.code', fact: true, cell: row => row.code },
  { label: 'assessment_results.credits.discount', narrow: true, align: 'end', cell: row => number(row.discount) },
  { label: 'assessment_results.credits.total', fact: true, narrow: true, align: 'end', cell: row => number(row.ticks) },
];

const saveAll = rows => saveCsv([
  columns.map(column => t(column.label)), ...rows.map(row => [row.company, `${row.year}-${String(row.month).padStart(2, '0')}`, row.code, row.discount, row.ticks]),
], 'credits-of-all-companies.csv');

export function AllCompanies({ rows, query }) {
  const year = new Date().getFullYear();
  const before = Array.from({ length: 6 }, (_, i) => String(year - 1 - i)).map(value => ({ value, label: value }));
  const options = [...before, { value: '0', label: t('assessment_results.credits.all_years') }];
  const filters = [{ name: 'year', label: 'assessment_results.credits.year', any: 'assessment_results.credits.this', quiet: true, options }];
  const shown = useMemo(() => {
    const page = Math.max(1, Number(query.page) || 1);
    const named = rows.map((row, i) => ({ ...row, id: i }));
    return { rows: named.slice((page - 1) * perPage, page * perPage), total: rows.length, page, pages: Math.ceil(rows.length / perPage) };
  }, [rows, query.page]);
  const file = rows.length > 0 && html`<${Button} icon="download" onClick=${() => saveAll(rows)}>${t('assessment_results.credits.csv')}<//>`;
  return html`<${DataTable} caption=${t('assessment_results.credits.tab.all')} rows=${shown} columns=${columns} query=${query} filters=${filters} more=${file} empty="assessment_results.credits.all_empty" />`;
}
