// Accounts at other servers: connect (the browser goes there and comes back), see what is broken, disconnect.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as services from '../../api/app/services.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { Frame } from './frame.js';

export const title = 'services.title';
export const load = ({ query, signal }) => services.list({ page: query.page }, signal);

const columns = [
  { label: 'services.name', main: true, cell: row => html`${row.title}<a class="under" href=${row.address} target="_blank" rel="noopener noreferrer">${row.address}</a>` },
  { label: 'services.state', status: true, narrow: true, cell: row => html`<${Status} noun="service" value=${row.state} />` },
  { label: 'services.since', fact: true, cell: row => html`<${DateTime} value=${row.connectedAt} as="date" none="–" />` },
];

export default function Services({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const connect = async row => {
    if (!(await attempt(() => services.connect(row.name), address => location.assign(address)))) data.reload();
  };
  const disconnect = async row => {
    if (!(await confirm({ title: t('services.disconnect_title', { name: row.title }), text: t('services.disconnect_text'), verb: t('services.disconnect'), danger: true }))) return;
    await attempt(() => services.disconnect(row.name), () => toast(t('services.disconnected', { name: row.title })));
    data.reload();
  };
  const broken = data.value?.rows.filter(row => row.state === 'broken') ?? [];
  return html`
    <${Frame} title=${t(title)} here="/app/settings/services" count=${data.value?.total} lead=${t('services.lead')}>
      <${Refused} words=${failure} />
      ${broken.map(row => html`<${Notice} key=${row.id} tone="warn" title=${t('services.broken_title', { name: row.title })}
        actions=${html`<${Button} small onClick=${() => connect(row)}>${t('services.again')}<//>`}>${t('services.broken_text')}<//>`)}
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} empty="services.empty" actions=${[
        { label: 'services.connect', when: row => row.state === 'off', run: connect },
        { label: 'services.disconnect', danger: true, when: row => row.state !== 'off', run: disconnect },
      ]} />
    <//>`;
}
