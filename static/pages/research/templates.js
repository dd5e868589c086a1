// Templates: those one may read, with search and filters in the address.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as templates from '../../api/kadi/templates.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Page } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { account } from '../../state/session.js';
import { Person } from './facts.js';
import { orderFilter, orderOf } from './orders.js';
import { at, mayCreate } from './places.js';

export const title = 'templates.title';

export const load = ({ query, signal }) => templates.list({
  page: query.page, query: query.query, sort: orderOf(query), type: query.type, visibility: query.visibility,
  user: query.mine ? account().id : null, explicit_permissions: query.shared ? 'true' : null,
}, signal);

const kinds = { record: () => t('templates.kind.record'), extras: () => t('templates.kind.extras') };
export const kindWord = kind => kinds[kind]();

const columns = [
  { label: 'research.title', main: true, sort: 'title', cell: row => html`<a href=${at.template(row.id)}>${row.title}</a><span class="hint identifier">${row.identifier}</span>` },
  { label: 'templates.kind', fact: true, narrow: true, cell: row => kindWord(row.type) },
  { label: 'research.visibility', status: true, narrow: true, cell: row => html`<${Status} noun="visibility" value=${row.visibility} />` },
  { label: 'research.creator', narrow: true, cell: row => html`<${Person} person=${row.creator} />` },
  { label: 'research.modified', fact: true, narrow: true, sort: 'last_modified', cell: row => html`<${DateTime} value=${row.modifiedAt} as="ago" />` },
];

export default function Templates({ data, query }) {
  const filters = [
    { name: 'query', label: 'templates.search' },
    { name: 'type', label: 'templates.kind', options: Object.keys(kinds).map(value => ({ value, label: kindWord(value) })) },
    { name: 'visibility', label: 'research.visibility', options: ['private', 'public'].map(value => ({ value, label: status('visibility', value).word })) },
    { name: 'mine', label: 'research.records.whose', options: [{ value: '1', label: t('research.records.mine') }] },
    { name: 'shared', label: 'templates.access', options: [{ value: '1', label: t('templates.shared') }] },
    orderFilter(query),
  ];
  const create = mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.createTemplate}>${t('templates.new')}<//>`;
  const actions = mayCreate() && html`<${ButtonLink} kind="quiet" icon="trash" href=${at.trash}>${t('research.trash.title')}<//>${create}`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${actions}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters} search=${{ name: 'query', label: 'templates.search' }} empty="templates.empty" emptyAction=${create} />
  <//>`;
}
