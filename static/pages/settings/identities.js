// Sign-ins of an identity provider: join what came with the own address, part what should not lead here any more.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as identities from '../../api/app/identities.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { Frame } from './frame.js';

export const title = 'identities.title';
export const load = ({ query, signal }) => identities.list({ page: query.page }, signal);

const who = row => row.name || row.email || t('identities.somebody');
/** A provider goes by its host; what is no address is shown as it is. */
const host = row => (URL.canParse(row.provider) ? new URL(row.provider).host : row.provider);

const columns = [
  { label: 'identities.person', main: true, cell: row => html`${who(row)}<span class="under">${host(row)}</span>` },
  { label: 'identities.state', status: true, narrow: true, cell: row => html`<${Status} noun="identity" value=${row.state} />` },
  { label: 'identities.subject', cell: row => (row.subject ? html`<code>${row.subject}</code>` : '–') },
  { label: 'identities.since', fact: true, cell: row => html`<${DateTime} value=${row.createdAt} as="date" none="–" />` },
];

export default function Identities({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const change = async (work, said) => {
    await attempt(work, () => toast(said));
    data.reload(); // a refusal says that the list is old
  };
  const join = async row => {
    const about = { name: who(row), provider: host(row) };
    if (!(await confirm({ title: t('identities.join_title', about), text: t('identities.join_text', about), verb: t('identities.join') }))) return;
    await change(() => identities.join(row.id), t('identities.joined', about));
  };
  const part = async row => {
    const about = { name: who(row), provider: host(row) };
    if (!(await confirm({ title: t('identities.part_title', about), text: t('identities.part_text', about), verb: t('identities.part'), danger: true }))) return;
    await change(() => identities.part(row.id), t('identities.parted', about));
  };
  const unconfirmed = data.value?.rows.some(row => row.state === 'unconfirmed');
  return html`
    <${Frame} title=${t(title)} here="/app/settings/identities" count=${data.value?.total} lead=${t('identities.lead')}>
      <${Refused} words=${failure} />
      ${unconfirmed && html`<${Notice} tone="warn" title=${t('identities.unconfirmed_title')}
        actions=${html`<${ButtonLink} small href="/app/settings">${t('identities.to_address')}<//>`}>${t('identities.unconfirmed_text')}<//>`}
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} empty="identities.empty" actions=${[
        { label: 'identities.join', when: row => row.state === 'waiting', run: join },
        { label: 'identities.part', danger: true, when: row => row.isJoined, run: part },
      ]} />
    <//>`;
}
