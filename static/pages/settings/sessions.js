// Open sessions of the account: which browsers, since when; end one or all others.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as sessions from '../../api/app/sessions.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Refused } from '../../components/refused.js';
import { Tag } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { Frame } from './frame.js';

export const title = 'settings.sessions.title';
export const load = ({ query, signal }) => sessions.list({ page: query.page }, signal);

const browsers = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari'], [/kadi-apy/i, 'kadi-apy'], [/curl\//, 'curl'], [/[Pp]ython/, 'Python']];
const systems = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X|Macintosh/, 'macOS'], [/Linux/, 'Linux']];
const first = (table, text) => table.find(([pattern]) => pattern.test(text))?.[1];

/** "Firefox, Linux" from a browser's long name. */
export const deviceOf = agent => [first(browsers, agent ?? ''), first(systems, agent ?? '')].filter(Boolean).join(', ') || agent || t('settings.sessions.unknown');

const columns = [
  { label: 'settings.sessions.device', main: true, cell: row => html`<span title=${row.userAgent}>${deviceOf(row.userAgent)}</span>${row.address && html`<span class="hint">${row.address}</span>`}` },
  { label: 'settings.sessions.state', status: true, narrow: true, cell: row => (row.isCurrent ? html`<${Tag} tone="ok">${t('settings.sessions.this')}<//>` : '') },
  { label: 'settings.sessions.door', cell: row => (row.madeBy === 'itr' ? t('settings.sessions.itr') : t('settings.sessions.app')) },
  { label: 'settings.sessions.begun', cell: row => html`<${DateTime} value=${row.createdAt} />` },
  { label: 'settings.sessions.used', fact: true, cell: row => html`<${DateTime} value=${row.lastUsedAt} as="ago" />` },
];

export default function Sessions({ data, query }) {
  const [attempt, { failure, busy }] = useAttempt();
  const end = row => attempt(() => sessions.end(row.id), () => { toast(t('settings.sessions.ended_one')); data.reload(); });
  const endOthers = async () => {
    if (!(await confirm({ title: t('settings.sessions.end_title'), text: t('settings.sessions.end_text'), verb: t('settings.sessions.end_others'), danger: true }))) return;
    await attempt(() => sessions.endOthers(), count => { toast(plural('settings.sessions.ended', count)); data.reload(); });
  };
  const others = (data.value?.total ?? 0) > 1;
  return html`
    <${Frame} title=${t(title)} here="/app/settings/sessions" count=${data.value?.total} lead=${t('settings.sessions.lead')}
      actions=${html`<${Button} why=${others ? null : t('settings.sessions.no_others')} busy=${busy} onClick=${endOthers}>${t('settings.sessions.end_others')}<//>`}>
      <${Refused} words=${failure} />
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} empty="settings.sessions.empty"
        actions=${[{ label: 'settings.sessions.end', when: row => !row.isCurrent, run: end }]} />
    <//>`;
}
