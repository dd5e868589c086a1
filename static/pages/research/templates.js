// Templates: those one may read, with search and filters in the address.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as templates from '../../api/kadi/templates.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { changed, creator, name, visibility } from './columns.js';
import { orderFilter, orderOf } from './orders.js';
import { at, mayCreate } from './places.js';
import { whoseFilter, whoseOf } from './whose.js';

export const title = 'templates.title';

export const load = ({ query, signal }) => templates.list({
  page: query.page, query: query.query, sort: orderOf(query), type: query.type, visibility: query.visibility, ...whoseOf(query),
}, signal);

const kinds = { record: () => t('templates.kind.record'), extras: () => t('templates.kind.extras') };
export const kindWord = kind => kinds[kind]();

const columns = [
  name(at.template),
  { label: 'templates.kind', fact: true, narrow: true, cell: row => kindWord(row.type) },
  visibility,
  { ...creator, fact: false },
  changed,
];

export default function Templates({ data, query }) {
  const filters = [
    { name: 'query', label: 'templates.search' },
    { name: 'type', label: 'templates.kind', options: Object.keys(kinds).map(value => ({ value, label: kindWord(value) })) },
    { name: 'visibility', label: 'research.visibility', options: ['private', 'public'].map(value => ({ value, label: status('visibility', value).word })) },
    whoseFilter(query),
    orderFilter(query),
  ];
  const create = mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.createTemplate}>${t('templates.new')}<//>`;
  const actions = mayCreate() && html`<${ButtonLink} kind="quiet" icon="trash" href=${at.trash}>${t('research.trash.title')}<//>${create}`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${actions}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters} search=${{ name: 'query', label: 'templates.search' }} empty="templates.empty" emptyAction=${create} />
  <//>`;
}
