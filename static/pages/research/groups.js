// Groups: those one may read, with search and filters in the address.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as groups from '../../api/kadi/groups.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { account } from '../../state/session.js';
import { changed, creator, name, visibility } from './columns.js';
import { orderFilter, orderOf } from './orders.js';
import { at, mayCreate } from './places.js';

export const title = 'groups.title';

export const load = ({ query, signal }) => groups.list({
  page: query.page, query: query.query, sort: orderOf(query), visibility: query.visibility, user: query.mine ? account().id : null, member_only: query.member ? 'true' : null,
}, signal);

const columns = [
  name(at.group),
  visibility,
  creator,
  changed,
];

export default function Groups({ data, query }) {
  const filters = [
    { name: 'query', label: 'groups.search' },
    { name: 'visibility', label: 'research.visibility', options: ['private', 'public'].map(value => ({ value, label: status('visibility', value).word })) },
    { name: 'mine', label: 'research.records.whose', options: [{ value: '1', label: t('research.records.mine') }] },
    { name: 'member', label: 'groups.membership', options: [{ value: '1', label: t('groups.member_only') }] },
    orderFilter(query),
  ];
  const create = mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.createGroup}>${t('groups.new')}<//>`;
  const actions = mayCreate() && html`<${ButtonLink} kind="quiet" icon="trash" href=${at.trash}>${t('research.trash.title')}<//>${create}`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${actions}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters} search=${{ name: 'query', label: 'groups.search' }} empty="groups.empty" emptyAction=${create} />
  <//>`;
}
