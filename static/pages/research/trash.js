// What one deleted: back again, or gone for good.
import { html, useState } from '../../vendor/ui.js';
import { date, t } from '../../i18n/text.js';
import * as records from '../../api/kadi/records.js';
import * as trash from '../../api/kadi/trash.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import { stale } from '../../state/resource.js';
import { at } from './places.js';

export const title = 'research.trash.title';
export const load = ({ query, signal }) => trash.list({ page: query.page, filter: query.filter }, signal);

const week = 7 * 24 * 3600 * 1000;
const columns = [
  { label: 'research.identifier', main: true, cell: row => html`<span class="identifier">${row.identifier}</span>` },
  { label: 'research.trash.deleted', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.deletedAt} as="ago" />` },
  { label: 'research.trash.until', fact: true, narrow: true, cell: row => date(new Date(row.deletedAt).getTime() + week) },
];

export default function Trash({ data, query }) {
  const [failure, setFailure] = useState(null);
  const attempt = async work => {
    setFailure(null);
    try {
      await work();
      stale(at.records);
    } catch (error) {
      if (!error.failure) throw error;
      setFailure(describe(error.failure));
    }
    data.reload();
  };
  const restore = row => attempt(async () => { await records.restore(row.id); toast(t('research.trash.restored', { name: row.identifier })); go(at.record(row.id)); });
  const purge = async row => {
    if (!(await confirm({ title: t('research.trash.purge_title', { name: row.identifier }), text: t('research.trash.purge_text'), verb: t('research.trash.purge'), typed: row.identifier, danger: true }))) return;
    await attempt(async () => { await records.purge(row.id); toast(t('research.trash.purged', { name: row.identifier })); });
  };
  return html`<${Page} title=${t(title)} count=${data.value?.total} lead=${t('research.trash.lead')} crumbs=${[{ href: at.records, label: t('research.records.title') }]}>
    ${failure && html`<${Notice} tone="danger" role="alert" title=${failure.title}>${failure.text}<//>`}
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} empty="research.trash.empty" search=${{ name: 'filter', label: 'research.trash.search' }} filters=${[{ name: 'filter', label: 'research.identifier' }]}
      actions=${[{ label: 'research.trash.restore', icon: 'restore', run: restore }, { label: 'research.trash.purge', icon: 'trash', danger: true, run: purge }]} />
  <//>`;
}
