// Background jobs: failures first, with what can be done about them.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as jobs from '../../api/app/jobs.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { forRows } from '../../state/many.js';
import { kindWord } from './job-words.js';

export const title = 'administration.jobs.title';
/** Without a choice: what failed, runs or waits. Routine and what is done are for those who look for them. */
export const load = ({ query, signal }) => jobs.list({ ...query, state: query.state === 'all' ? null : query.state ?? 'open' }, signal);

const columns = [
  { label: 'administration.jobs.kind', main: true, cell: row => kindWord(row.kind) },
  { label: 'administration.jobs.state', status: true, narrow: true, cell: row => html`<${Status} noun="job" value=${row.state} />` },
  { label: 'administration.jobs.attempts', align: 'end', narrow: true, fact: true, cell: row => row.attempts },
  { label: 'administration.jobs.created', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.createdAt} as="ago" />` },
  { label: 'administration.jobs.next', narrow: true, cell: row => (row.state === 'waiting' ? html`<${DateTime} value=${row.dueAt} as="ago" />` : '–') },
  { label: 'administration.jobs.error', cell: row => row.error ?? '' },
];

const states = () => [
  { value: 'all', label: t('administration.jobs.all') },
  { value: 'dead', label: t('status.job.dead') },
  { value: 'waiting', label: t('status.job.waiting') },
  { value: 'running', label: t('status.job.running') },
  { value: 'done', label: t('status.job.done') },
];

function JobDialog({ row: { id, kind }, close }) {
  const job = useFetched(signal => jobs.get(id, signal), [id]);
  return html`<${Dialog} title=${kindWord(kind)} wide onClose=${close}>
    <${Loaded} data=${job}>${found => html`
      <${Facts} items=${[
        { label: t('administration.jobs.number'), value: String(found.id) },
        { label: t('administration.jobs.name'), value: html`<code>${found.kind}</code>` },
        { label: t('administration.jobs.state'), value: html`<${Status} noun="job" value=${found.state} />` },
        { label: t('administration.jobs.attempts'), value: found.attempts },
        { label: t('administration.jobs.created'), value: html`<${DateTime} value=${found.createdAt} />` },
        { label: t('administration.jobs.next'), value: found.state === 'waiting' ? html`<${DateTime} value=${found.dueAt} />` : null },
        { label: t('administration.jobs.finished'), value: found.finishedAt && html`<${DateTime} value=${found.finishedAt} />` },
        { label: t('administration.jobs.key'), value: found.key },
        { label: t('administration.jobs.error'), value: found.error },
      ]} />`}<//>
  <//>`;
}

export default function Jobs({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const [shown, setShown] = useState(null);
  const one = (work, said) => attempt(work, () => { toast(said); data.reload(); });
  const retry = row => one(() => jobs.retry(row.id), t('administration.jobs.retried'));
  const discard = async row => {
    if (!(await confirm({ title: t('administration.jobs.discard_title', { job: kindWord(row.kind) }), text: t('administration.jobs.discard_text'), verb: t('administration.jobs.discard'), danger: true }))) return;
    await one(() => jobs.discard(row.id), t('administration.jobs.discarded'));
  };
  const each = work => async rows => {
    const answer = await forRows(rows, row => work(row.id), row => kindWord(row.kind));
    data.reload();
    return answer;
  };
  const discardAll = async rows => {
    if (!(await confirm({ title: t('administration.jobs.discard_all_title', { count: rows.length }), text: t('administration.jobs.discard_text'), verb: t('administration.jobs.discard'), danger: true }))) return null;
    return each(jobs.discard)(rows);
  };
  const actions = [
    { label: 'administration.jobs.retry', icon: 'repeat', when: row => row.state === 'dead', run: retry },
    { label: 'administration.jobs.show', icon: 'eye', run: row => setShown(row) },
    { label: 'administration.jobs.discard', icon: 'trash', danger: true, when: row => row.state === 'dead' || row.state === 'waiting', run: discard },
  ];
  const dead = data.value?.counts?.dead ?? 0;
  return html`
    <${Page} title=${t(title)} count=${data.value?.total} lead=${t('administration.jobs.lead')}
      actions=${html`<${Button} icon="repeat" onClick=${data.reload}>${t('administration.jobs.refresh')}<//>`}>
      ${dead > 0 && !query.state && html`<${Notice} tone="warn" title=${t('administration.jobs.dead', { count: dead })}
        actions=${html`<a href="?state=dead">${t('administration.jobs.show_dead')}</a>`} />`}
      <${Refused} words=${failure} />
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} actions=${actions} query=${query}
        empty=${query.state ? 'administration.jobs.empty' : 'administration.jobs.quiet'}
        filters=${[{ name: 'state', any: 'administration.jobs.open', label: 'administration.jobs.state', options: states() }]}
        bulk=${[{ label: 'administration.jobs.retry', icon: 'repeat', run: each(jobs.retry) }, { label: 'administration.jobs.discard', icon: 'trash', danger: true, run: discardAll }]} />
      ${!query.state && html`<p class="muted">${t('administration.jobs.routine')} <a href="?state=all" data-keep-place>${t('administration.jobs.show_all')}</a></p>`}
    <//>
    ${shown !== null && html`<${JobDialog} row=${shown} close=${() => setShown(null)} />`}`;
}
