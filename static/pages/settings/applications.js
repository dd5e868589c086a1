// Applications: those that may act for this person, and those the person has registered.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as applications from '../../api/app/applications.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Tabs } from '../../components/tabs.js';
import { useFetched } from '../../state/fetched.js';
import { addresses } from './application-places.js';
import { Scopes } from './application-scopes.js';
import { Frame } from './frame.js';
import { Granted } from './granted.js';

export const title = 'applications.title';

const columns = [
  { label: 'applications.name', main: true, cell: row => html`<a href=${addresses.one(row.id)}>${row.name}</a>` },
  { label: 'applications.rights', cell: row => html`<${Scopes} scopes=${row.scopes} />` },
  { label: 'applications.users', align: 'end', fact: true, cell: row => number(row.users) },
  { label: 'applications.created', fact: true, cell: row => html`<${DateTime} value=${row.createdAt} as="date" />` },
];

const Register = () => html`<${ButtonLink} kind="primary" icon="plus" href=${addresses.create}>${t('applications.new')}<//>`;

function Own({ query }) {
  const data = useFetched(signal => applications.list({ page: query.page }, signal), [query.page]);
  return html`<${DataTable} caption=${t('applications.own')} rows=${data} columns=${columns} query=${query} empty="applications.own_empty"
    emptyAction=${html`<${Register} />`} />`;
}

export default function Applications({ query }) {
  const open = query.tab === 'own' ? 'own' : 'granted';
  const tabs = [{ id: 'granted', label: t('applications.granted') }, { id: 'own', label: t('applications.own') }];
  return html`
    <${Frame} title=${t(title)} here=${addresses.all} lead=${t('applications.lead')} actions=${open === 'own' && html`<${Register} />`}>
      <${Tabs} label=${t(title)} tabs=${tabs}
        open=${open}><div class="stack" key=${open}>${open === 'own' ? html`<${Own} query=${query} />` : html`<${Granted} query=${query} />`}</div><//>
    <//>`;
}
