// Credits: what the company has, what it used month by month and test by test, what it was given.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { dateTime, language, month, number, t } from '../../i18n/text.js';
import * as credits from '../../api/itr/credits.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Plot } from '../../components/plot.js';
import { Refused } from '../../components/refused.js';
import { saveCsv } from '../../components/save-file.js';
import { Tabs } from '../../components/tabs.js';
import { useAttempt } from '../../state/attempt.js';
import { AllCompanies } from './credits-all.js';
import { Grants } from './credits-grants.js';
import { series, sumOf } from './credits-months.js';
import { crumbs } from './crumbs.js';
import { Email } from './email.js';
import { at, isMaster, plans } from './places.js';

export const title = 'assessment_results.credits.title';

const openTab = query => (query.tab === 'all' && !isMaster() ? 'months' : query.tab ?? 'months');

export async function load({ query, signal }) {
  const open = openTab(query);
  const filters = { page: query.page, search: query.search };
  const [company, months, usages, grants, all] = await Promise.all([
    credits.level(signal),
    plans() ? credits.perMonth(signal) : null,
    open === 'usages' ? credits.usages(filters, signal) : null,
    open === 'grants' ? credits.grants({ page: query.page, ...(query.company && { filter: [['CompanyID', '=', query.company]] }) }, signal) : null,
    open === 'all' ? credits.perMonthOfAll(query.year ?? new Date().getFullYear(), signal) : null,
  ]);
  return { open, company, months, usages, grants, all };
}

function Figures({ company, months }) {
  const now = new Date();
  const year = now.getFullYear();
  const items = [
    ['assessment_results.credits.level', company.level],
    ['assessment_results.credits.warning_level', company.warning],
    ...(months ? [['assessment_results.credits.this_month', sumOf(months, row => row.year === year && row.month === now.getMonth() + 1)], ['assessment_results.credits.this_year', sumOf(months, row => row.year === year)]] : []),
  ];
  return html`<dl class="figures">${items.map(([label, value]) => html`<div key=${label}><dt>${t(label)}</dt><dd>${number(value)}</dd></div>`)}</dl>`;
}

function Low({ company }) {
  if (!credits.areLow(company)) return null;
  const heading = t(company.level > 0 ? 'assessment_results.credits.low' : 'assessment_results.credits.none_left');
  return html`<${Notice} tone="warn" title=${heading}>${t(company.mayOwe ? 'assessment_results.credits.low_owe' : 'assessment_results.credits.low_text')}<//>`;
}

function Months({ value }) {
  const plot = useMemo(() => {
    const found = series(value.months ?? []);
    return {
      x: { label: t('assessment_results.credits.month'), kind: 'time', values: found.values, shown: seconds => month(seconds * 1000) }, lines: [{ label: t('assessment_results.credits.used'), values: found.ticks }],
    };
  }, [value.months, language.value]);
  if (!value.months) return html`<${Notice}>${t('assessment_results.credits.not_office')}<//>`;
  if (value.months.length === 0) return html`<${Empty} icon="chart" title=${t('assessment_results.credits.months_empty.title')}>${t('assessment_results.credits.months_empty.text')}<//>`;
  return html`<${Plot} label=${t('assessment_results.credits.per_month')} x=${plot.x} lines=${plot.lines} file="credits-per-month.csv" />`;
}

const personWord = row => row.person ?? t('assessment_results.credits.anonymised');

const uses = [
  { label: 'assessment_results.credits.when', main: true, cell: row => html`<${DateTime} value=${row.at} />` },
  { label: 'assessment_results.credits.code', cell: row => row.code },
  { label: 'assessment_results.credits.person', fact: true, cell: row => (row.person ? html`<${Email} value=${row.person} />` : html`<span class="muted">${personWord(row)}</span>`) },
  { label: 'assessment_results.credits.of_session', cell: row => (row.session && plans() ? html`<a href=${at.session(row.session)}>${row.sessionName || t('assessment_results.untitled')}</a>` : row.sessionName) },
  { label: 'assessment_results.credits.price', narrow: true, align: 'end', cell: row => number(row.original) },
  { label: 'assessment_results.credits.discount', narrow: true, align: 'end', cell: row => number(row.discount) },
  { label: 'assessment_results.credits.total', fact: true, narrow: true, align: 'end', cell: row => number(row.total) },
];

async function saveUses() {
  const { rows } = await credits.usages({ pageSize: -1 });
  const head = uses.map(column => t(column.label));
  saveCsv([head, ...rows.map(row => [dateTime(row.at), row.code, personWord(row), row.sessionName, row.original, row.discount, row.total])], 'credits.csv');
}

function Usages({ data, query }) {
  const [attempt, { failure, busy }] = useAttempt();
  const file = html`<${Button} icon="download" busy=${busy} onClick=${() => attempt(saveUses)}>${t('assessment_results.credits.csv_all')}<//>`;
  return html`<${Refused} words=${failure} />
    <${DataTable} caption=${t('assessment_results.credits.tab.usages')} rows=${data} columns=${uses} query=${query} search=${{ name: 'search', label: 'assessment_results.credits.search' }} more=${file} empty="assessment_results.credits.usages_empty" />`;
}

const names = {
  months: 'assessment_results.credits.tab.months', usages: 'assessment_results.credits.tab.usages', grants: 'assessment_results.credits.tab.grants', all: 'assessment_results.credits.tab.all',
};

function Content({ value, data, query, giving, give }) {
  const { open } = value;
  const part = {
    months: () => html`<${Months} value=${value} />`,
    usages: () => html`<${Usages} data=${value.usages} query=${query} />`,
    grants: () => html`<${Grants} value=${value} query=${query} reload=${data.reload} giving=${giving} give=${give} />`,
    all: () => html`<${AllCompanies} rows=${value.all} query=${query} />`,
  }[open];
  const tabs = Object.keys(names).filter(id => id !== 'all' || isMaster()).map(id => ({ id, label: t(names[id]) }));
  return html`
    <${Low} company=${value.company} />
    <${Figures} company=${value.company} months=${value.months} />
    <${Tabs} label=${t(title)} tabs=${tabs} open=${open}><div class="stack" key=${open}>${part()}</div><//>`;
}

export default function Credits({ data, query }) {
  const [giving, give] = useState(false);
  const actions = isMaster() && openTab(query) === 'grants' && html`<${Button} kind="primary" icon="plus" onClick=${() => give(true)}>${t('assessment_results.credits.give')}<//>`;
  return html`<${Page} title=${t(title)} lead=${t('assessment_results.credits.lead')} crumbs=${crumbs()} actions=${actions}>
    <${Loaded} data=${data} height="40rem">${value => html`<${Content} value=${value} data=${data} query=${query} giving=${giving} give=${give} />`}<//>
  <//>`;
}
