// Applications that may act for this person, with what they may do; each can be ended.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as grants from '../../api/app/grants.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { Scopes } from './application-scopes.js';

const Name = ({ row }) => html`
  ${row.website ? html`<a href=${row.website} target="_blank" rel="noopener noreferrer nofollow">${row.name}</a>` : row.name}
  <span class="under" title=${row.ownerUsername}>${t('applications.by', { name: row.owner })}</span>`;

const columns = [
  { label: 'applications.application', main: true, cell: row => html`<${Name} row=${row} />` },
  { label: 'applications.since', fact: true, cell: row => html`<${DateTime} value=${row.grantedAt} as="date" />` },
  { label: 'applications.used', fact: true, cell: row => html`<${DateTime} value=${row.lastUsedAt} as="ago" none=${t('applications.never')} />` },
  { label: 'applications.may', fact: true, cell: row => html`<${Scopes} scopes=${row.scopes} />` },
];

export function Granted({ query }) {
  const data = useFetched(signal => grants.list({ page: query.page }, signal), [query.page]);
  const [attempt, { failure }] = useAttempt();
  const end = async row => {
    if (!(await confirm({ title: t('applications.end_access_title', { name: row.name }), text: t('applications.end_access_text'), verb: t('applications.end_access'), danger: true }))) return;
    await attempt(() => grants.end(row.id), () => toast(t('applications.access_ended', { name: row.name })));
    data.reload();
  };
  return html`
    <${Refused} words=${failure} />
    <${DataTable} caption=${t('applications.granted')} rows=${data} columns=${columns} query=${query} empty="applications.granted_empty"
      actions=${[{ label: 'applications.end_access', danger: true, run: end }]} />`;
}
