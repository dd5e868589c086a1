// Webhooks: the endpoints, and the log of what was sent to them.
import { html, useState } from '../../vendor/ui.js';
import { list, plural, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as webhooks from '../../api/app/webhooks.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { EditDialog, NewDialog, SecretDialog } from './webhook-form.js';
import { answerWord, eventNames, eventWord, stateOf } from './webhook-words.js';

export const title = 'webhooks.title';
const here = '/app/training/webhooks';
const delivered = '/app/training/webhooks/deliveries';

const openOf = query => (query.tab === 'deliveries' ? 'deliveries' : 'endpoints');
export async function load({ query, signal }) {
  const open = openOf(query);
  const page = open === 'deliveries'
    ? await webhooks.deliveries({ page: query.page, state: query.state, event: query.event, webhook_id: query.webhook }, signal)
    : await webhooks.list({ page: query.page }, signal);
  return { ...page, open };
}

/** The resource as tables take it: endpoints never stand in the table of deliveries while those come. */
const rowsOf = (data, open) => ({ value: data.value?.open === open ? data.value : undefined, words: data.words, busy: data.busy, slow: data.slow, reload: data.reload });

const endpoints = [
  { label: 'webhooks.name', main: true, cell: row => html`${row.name}${row.isSetting && html`<span class="hint">${t('webhooks.of_settings')}</span>`}` },
  { label: 'webhooks.state', status: true, narrow: true, cell: row => html`<${Status} noun="webhook" value=${stateOf(row)} />` },
  { label: 'webhooks.address', fact: true, cell: row => html`<code class="webhook-address">${row.url}</code>` },
  { label: 'webhooks.events', cell: row => list(row.events.map(eventWord)) },
  { label: 'webhooks.waiting', fact: true, narrow: true, cell: row => html`<a class="plain-link" href=${`?tab=deliveries&webhook=${row.id}`}>${row.waiting ? plural('webhooks.waiting_count', row.waiting) : t('webhooks.log')}</a>` },
];

const deliveries = [
  { label: 'webhooks.event', main: true, cell: row => html`<a href=${`${delivered}/${row.id}`}>${eventWord(row.event)}</a>` },
  { label: 'webhooks.state', status: true, narrow: true, cell: row => html`<${Status} noun="delivery" value=${row.state} />` },
  { label: 'webhooks.endpoint', fact: true, cell: row => row.webhook.name },
  { label: 'webhooks.answer', fact: true, cell: row => (row.last ? answerWord(row.last) : '–') },
  { label: 'webhooks.attempts', narrow: true, align: 'end', cell: row => row.attempts },
  { label: 'webhooks.created', narrow: true, cell: row => html`<${DateTime} value=${row.createdAt} as="ago" />` },
];

/** What can be done with an endpoint. */
function useActions(data, setSecret) {
  const [attempt, { failure }] = useAttempt();
  const done = said => () => { toast(said); data.reload(); };
  const fixed = row => (row.isSetting ? t('webhooks.of_settings') : null);
  const renew = async row => {
    if (!(await confirm({ title: t('webhooks.renew_title', { name: row.name }), text: t('webhooks.renew_text'), verb: t('webhooks.renew') }))) return;
    await attempt(() => webhooks.renewSecret(row.id), made => { setSecret(made); data.reload(); });
  };
  const remove = async row => {
    if (!(await confirm({ title: t('webhooks.remove_title', { name: row.name }), text: t('webhooks.remove_text'), verb: t('webhooks.remove'), danger: true }))) return;
    await attempt(() => webhooks.remove(row.id), done(t('webhooks.removed', { name: row.name })));
  };
  const test = row => attempt(() => webhooks.test(row.id), sent => go(`${delivered}/${sent.id}`));
  const turn = (row, isActive) => attempt(() => webhooks.update(row.id, { isActive }), done(t(isActive ? 'webhooks.on_said' : 'webhooks.off_said', { name: row.name })));
  const actions = [
    { label: 'webhooks.edit', icon: 'edit', why: fixed, run: row => go(`?edit=${row.id}`, { keep: true }) },
    { label: 'webhooks.test', icon: 'outside', why: row => (row.isActive ? null : t('webhooks.is_off')), run: test },
    { label: 'webhooks.renew', icon: 'key', why: fixed, run: renew },
    { label: 'webhooks.turn_off', icon: 'pause', when: row => row.isActive, run: row => turn(row, false) },
    { label: 'webhooks.turn_on', icon: 'play', when: row => !row.isActive, run: row => turn(row, true) },
    { label: 'webhooks.remove', icon: 'trash', danger: true, why: fixed, run: remove },
  ];
  return { actions, failure };
}

const filters = query => [
  { name: 'state', label: 'webhooks.state', options: ['waiting', 'delivered', 'dead', 'ended'].map(value => ({ value, label: status('delivery', value).word })) },
  { name: 'event', label: 'webhooks.event', options: eventNames.map(value => ({ value, label: eventWord(value) })) },
  ...(query.webhook ? [{ name: 'webhook', label: 'webhooks.endpoint', shown: () => t('webhooks.one_endpoint') }] : []),
];

export default function Webhooks({ data, query }) {
  const [secret, setSecret] = useState(null);
  const { actions, failure } = useActions(data, setSecret);
  const open = openOf(query);
  const rows = rowsOf(data, open);
  const close = () => go(here, { replace: true, keep: true });
  const made = answer => { close(); setSecret(answer); data.reload(); };
  const saved = hook => { close(); toast(t('webhooks.saved', { name: hook.name })); data.reload(); };
  const create = html`<${Button} kind="primary" icon="plus" onClick=${() => go('?new=1', { keep: true })}>${t('webhooks.new')}<//>`;
  const table = open === 'endpoints'
    ? html`<${DataTable} key="endpoints" caption=${t('webhooks.endpoints')} rows=${rows} columns=${endpoints} query=${query} actions=${actions} empty="webhooks.empty" emptyAction=${create} />`
    : html`<${DataTable} key="deliveries" caption=${t('webhooks.deliveries')} rows=${rows} columns=${deliveries} query=${query} filters=${filters(query)} empty="webhooks.none_sent" />`;
  return html`
    <${Page} title=${t(title)} lead=${t('webhooks.lead')} actions=${open === 'endpoints' && create}>
      <${Refused} words=${failure} />
      <${Tabs} label=${t(title)} open=${open} tabs=${[{ id: 'endpoints', label: t('webhooks.endpoints') }, { id: 'deliveries', label: t('webhooks.deliveries') }]}><div class="stack">${table}</div><//>
    <//>
    ${query.new === '1' && html`<${NewDialog} close=${close} saved=${made} />`}
    ${/^[0-9]+$/.test(query.edit ?? '') && html`<${EditDialog} id=${query.edit} close=${close} saved=${saved} />`}
    ${secret && html`<${SecretDialog} made=${secret} close=${() => setSecret(null)} />`}`;
}
