// What one deleted, of every kind: back again, or gone for good.
import { html } from '../../vendor/ui.js';
import { date, plural, t } from '../../i18n/text.js';
import * as deleted from '../../api/app/trash.js';
import * as trash from '../../api/kadi/trash.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { trashDays } from '../../state/session.js';
import { at } from './places.js';

export const title = 'research.trash.title';
export const load = ({ query, signal }) => deleted.list({ page: query.page, search: query.search, type: query.type in kinds ? query.type : null }, signal);

const kinds = {
  record: { word: () => t('research.trash.record'), gone: () => t('research.trash.purge_text'), list: at.records, page: at.record },
  collection: { word: () => t('research.trash.collection'), gone: () => t('research.trash.purge_collection'), list: at.collections, page: at.collection },
  template: { word: () => t('research.trash.template'), gone: () => t('research.trash.purge_template'), list: at.templates, page: at.template },
  group: { word: () => t('research.trash.group'), gone: () => t('research.trash.purge_group'), list: at.groups, page: at.group },
};

const day = 24 * 3600 * 1000;
const until = row => new Date(row.deletedAt).getTime() + trashDays() * day;
const left = row => { const days = Math.ceil((until(row) - Date.now()) / day); return days > 0 ? plural('research.trash.left', days) : t('research.trash.soon'); };

const columns = [
  { label: 'research.title', main: true, cell: row => html`${row.title}<span class="hint identifier">${row.identifier}</span>` },
  { label: 'research.trash.kind', fact: true, narrow: true, cell: row => kinds[row.type].word() },
  { label: 'research.trash.deleted', narrow: true, cell: row => html`<${DateTime} value=${row.deletedAt} as="ago" />` },
  { label: 'research.trash.until', fact: true, narrow: true, cell: row => html`<span title=${date(until(row))}>${left(row)}</span>` },
];

export default function Trash({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const restore = async row => {
    const { list, page } = kinds[row.type];
    const done = await attempt(() => trash.restore(row), () => {
      stale(list);
      toast(t('research.trash.restored', { name: row.title }));
      go(page(row.id));
    });
    if (!done) data.reload();
  };
  const purge = async row => {
    const { gone } = kinds[row.type];
    if (!(await confirm({ title: t('research.trash.purge_title', { name: row.title }), text: gone(), verb: t('research.trash.purge'), typed: row.identifier, danger: true }))) return;
    await attempt(() => trash.purge(row), () => toast(t('research.trash.purged', { name: row.title })));
    data.reload();
  };
  const filters = [{ name: 'search', label: 'research.trash.search' }, { name: 'type', label: 'research.trash.kind', options: Object.entries(kinds).map(([value, { word }]) => ({ value, label: word() })) }];
  return html`<${Page} title=${t(title)} count=${data.value?.total} lead=${plural('research.trash.lead', trashDays())}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} rowKey=${row => `${row.type}-${row.id}`} empty="research.trash.empty" search=${{ name: 'search', label: 'research.trash.search' }} filters=${filters}
      actions=${[{ label: 'research.trash.restore', icon: 'restore', run: restore }, { label: 'research.trash.purge', icon: 'trash', danger: true, run: purge }]} />
  <//>`;
}
