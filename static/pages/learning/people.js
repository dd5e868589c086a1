// People of learning, for its administrators.
import { html } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as users from '../../api/lms/users.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Page } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { at } from './edit-places.js';
import { roleOptions, roleWord, states } from './people-words.js';

export const title = 'learning_admin.people';

export const load = ({ query, signal }) => users.list({ page: query.page, search: query.search, role: query.role, status: query.status, sort: query.sort ?? '-createdAt' }, signal);

const columns = [
  { label: 'learning_admin.person', main: true, sort: 'firstName', cell: row => html`<a href=${at.person(row.id)}>${row.name}</a>` },
  { label: 'learning_admin.state', status: true, narrow: true, cell: row => html`<${Status} noun="domain" value=${row.status.toLowerCase()} />` },
  { label: 'learning_admin.people.roles', fact: true, cell: row => list(row.roles.map(roleWord)) || '–' },
  { label: 'learning_admin.people.email', fact: true, sort: 'email', cell: row => row.email ?? '–' },
  { label: 'learning_admin.people.since', narrow: true, sort: 'createdAt', cell: row => html`<${DateTime} value=${row.createdAt} as="date" />` },
];

const filters = () => [
  { name: 'role', label: 'learning_admin.people.role', options: roleOptions() },
  { name: 'status', label: 'learning_admin.state', options: states.map(value => ({ value, label: status('domain', value.toLowerCase()).word })) },
];

export default function People({ data, query }) {
  return html`<${Page} title=${t(title)} count=${data.value?.total}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters()}
      search=${{ name: 'search', label: 'learning_admin.people.search' }} empty="learning_admin.people.empty" skeleton=${12} />
  <//>`;
}
