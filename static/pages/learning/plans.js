// Everybody's plan and what was used of it this month, for administrators of learning.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as people from '../../api/app/learning-people.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { at } from './edit-places.js';
import { planOptions, planWord, usedWords } from './plan-bars.js';

export const title = 'learning_admin.plans';

export const load = ({ query, signal }) => people.plans({ page: query.page, search: query.search, plan: query.plan, sort: query.sort }, signal);

const reached = ({ used, limit }, share) => limit !== null && used >= limit * share;
const Usage = ({ usage }) => html`<span class=${reached(usage, 0.8) ? 'plan-near' : ''}>${usedWords(usage)}
  ${reached(usage, 1) && html`<span class="hint">${t('learning_admin.plan.used_up')}</span>`}</span>`;
const Who = ({ row }) => html`<a href=${at.person(row.id)}>${row.name}</a>${row.email && row.email !== row.name && html`<span class="hint">${row.email}</span>`}`;

const columns = [
  { label: 'learning_admin.person', main: true, cell: row => html`<${Who} row=${row} />` },
  { label: 'learning_admin.plan.plan', cell: row => html`${planWord(row.plan)}${row.isDefault && html`<span class="hint">${t('learning_admin.plan.default')}</span>`}` },
  { label: 'learning_admin.plan.calls', fact: true, narrow: true, align: 'end', cell: row => html`<${Usage} usage=${row.calls} />` },
  { label: 'learning_admin.plan.uploads', fact: true, narrow: true, align: 'end', cell: row => html`<${Usage} usage=${row.uploads} />` },
];

const filters = () => [
  { name: 'plan', label: 'learning_admin.plan.plan', options: planOptions() },
  {
    name: 'sort', label: 'components.filters.order', any: 'learning_admin.plans.by_calls', quiet: true,
    options: [{ value: '-uploads', label: t('learning_admin.plans.by_uploads') }, { value: 'name', label: t('learning_admin.plans.by_name') }],
  },
];

export default function Plans({ data, query }) {
  const actions = html`<${ButtonLink} icon="chart" href=${at.plan}>${t('learning_admin.plan.own')}<//>`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${actions} lead=${t('learning_admin.plans.lead')}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters()}
      search=${{ name: 'search', label: 'learning_admin.people.search' }} empty="learning_admin.people.empty" skeleton=${12} />
  <//>`;
}
