// One delivery of a webhook: what was sent, every attempt, and sending it again.
import { html, useEffect, useMemo } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as webhooks from '../../api/app/webhooks.js';
import { Button } from '../../components/button.js';
import { CopyButton } from '../../components/copy.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Facts } from '../../components/facts.js';
import { JsonView } from '../../components/json-view.js';
import { Loaded } from '../../components/loaded.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { answerWord, eventWord } from './webhook-words.js';

export const title = 'webhooks.delivery';
export const load = ({ params, signal }) => webhooks.getDelivery(params.id, signal);

const crumbs = () => [{ href: '/app/training/webhooks', label: t('webhooks.title') }, { href: '/app/training/webhooks?tab=deliveries', label: t('webhooks.deliveries') }];

const columns = [
  { label: 'webhooks.at', main: true, cell: row => html`<${DateTime} value=${row.at} />` },
  { label: 'webhooks.answer', fact: true, cell: answerWord },
  { label: 'webhooks.took', fact: true, narrow: true, align: 'end', cell: row => number(row.seconds, { style: 'unit', unit: 'second', maximumFractionDigits: 3 }) },
];

const again = 3000;

/** While it waits for an attempt that is due, the page looks by itself whether there was one; not where nobody looks at it. */
function useNews({ state, dueAt }, data) {
  useEffect(() => {
    if (state !== 'waiting') return undefined;
    const look = () => { if (!document.hidden && (!dueAt || Date.parse(dueAt) < Date.now())) data.reload(); };
    const timer = setInterval(look, again);
    return () => clearInterval(timer);
  }, [state, dueAt]);
}

function Content({ delivery, data }) {
  useNews(delivery, data);
  const [attempt, { failure, busy }] = useAttempt();
  const log = useMemo(() => ({ rows: delivery.log.map((row, i) => ({ ...row, id: i })) }), [delivery]);
  const body = useMemo(() => JSON.parse(delivery.body), [delivery]);
  const replay = () => attempt(() => webhooks.replay(delivery.id), sent => { data.put(sent); toast(t('webhooks.replayed')); });
  const facts = html`<${Facts} label=${t('webhooks.delivery')} items=${[
    { label: t('webhooks.endpoint'), value: delivery.webhook.name },
    { label: t('webhooks.message'), value: html`<span class="copy-row"><code class="webhook-address">${delivery.messageId}</code><${CopyButton} small text=${delivery.messageId} /></span>` },
    { label: t('webhooks.created'), value: html`<${DateTime} value=${delivery.createdAt} />` },
    { label: t('webhooks.due'), value: delivery.state === 'waiting' && delivery.dueAt ? html`<${DateTime} value=${delivery.dueAt} />` : null },
    { label: t('webhooks.finished'), value: delivery.finishedAt && html`<${DateTime} value=${delivery.finishedAt} />` },
  ]} />`;
  const actions = html`
    <${Button} icon="restore" onClick=${data.reload}>${t('webhooks.refresh')}<//>
    ${log.rows.length > 0 && html`<${Button} kind=${delivery.state === 'dead' ? 'primary' : 'secondary'} icon="repeat" busy=${busy} onClick=${replay}>${t('webhooks.replay')}<//>`}`;
  const status = html`<${Status} noun="delivery" value=${delivery.state} />`;
  return html`<${Page} title=${eventWord(delivery.event)} crumbs=${crumbs()} status=${status} actions=${actions} facts=${facts}>
    <${Refused} words=${failure} />
    <${Section} plain title=${t('webhooks.log_title')}>${log.rows.length ? html`<${DataTable} caption=${t('webhooks.log_title')} rows=${log} columns=${columns} />` : html`<p class="muted">${t('webhooks.not_sent')}</p>`}<//>
    <${Section} plain title=${t('webhooks.body')}><${JsonView} label=${t('webhooks.message')} value=${body} /><//>
  <//>`;
}

export default function Delivery({ data }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbs()}><${Loaded} data=${data} height="24rem" /><//>`;
  return html`<${Content} delivery=${data.value} data=${data} />`;
}
