// Records: all that one may read, with filters and order in the address.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { list, plural, t } from '../../i18n/text.js';
import * as records from '../../api/kadi/records.js';
import { tags } from '../../api/kadi/values.js';
import { address } from '../../components/address.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Page } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { account } from '../../state/session.js';
import { status } from '../../i18n/status.js';
import { at, mayCreate } from './places.js';

export const title = 'research.records.title';

export const load = ({ query, signal }) => records.list({
  page: query.page, sort: query.sort ?? '-last_modified', type: query.type, tag: query.tag, visibility: query.visibility, mimetype: query.mimetype,
  user: query.mine ? account().id : null,
}, signal);

const kinds = ['text/csv', 'text/plain', 'text/markdown', 'application/json', 'application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'application/x-hdf5', 'application/zip', 'audio/mpeg', 'video/mp4'];

/** The tags in use, once; the list works without them. */
function useTags() {
  const [found, setFound] = useState([]);
  useEffect(() => {
    const stop = new AbortController();
    tags('', stop.signal).then(setFound, () => {});
    return () => stop.abort();
  }, []);
  return found;
}

const columns = query => [
  { label: 'research.title', main: true, sort: 'title', cell: row => html`<a href=${at.record(row.id)}>${row.title}</a><span class="hint identifier">${row.identifier}</span>` },
  { label: 'research.type', fact: true, cell: row => row.type && html`<a class="plain-link" href=${address(query, { type: row.type })} data-keep-place>${row.type}</a>` },
  { label: 'research.tags', cell: row => row.tags.length > 0 && html`<span class="tag-row">${row.tags.slice(0, 2).map(tag => html`<a key=${tag} class="chip small" href=${address(query, { tag })} data-keep-place>${tag}</a>`)}${row.tags.length > 2 && html`<span class="muted" title=${list(row.tags.slice(2))}>+${row.tags.length - 2}</span>`}</span>` },
  { label: 'research.visibility', status: true, narrow: true, cell: row => html`<${Status} noun="visibility" value=${row.visibility} />` },
  { label: 'research.creator', narrow: true, cell: row => row.creator?.name },
  { label: 'research.modified', fact: true, narrow: true, sort: 'last_modified', cell: row => html`<${DateTime} value=${row.modifiedAt} as="ago" />` },
];

async function removeAll(rows, reload) {
  const sure = await confirm({ title: plural('research.records.delete_title', rows.length), text: t('research.delete_text'), verb: t('research.delete'), danger: true });
  if (!sure) return null;
  const refused = [];
  const gone = [];
  for (const row of rows) {
    try {
      await records.remove(row.id);
      gone.push(row);
    } catch (error) {
      if (!error.failure) throw error;
      refused.push({ name: row.title, text: describe(error.failure).title });
    }
  }
  if (gone.length) toast(plural('research.records.deleted', gone.length), { undo: () => Promise.all(gone.map(row => records.restore(row.id))).finally(reload) });
  reload();
  return refused.length ? { done: gone.length, refused } : null;
}

export default function Records({ data, query }) {
  const known = useTags();
  const filters = [
    { name: 'type', label: 'research.type' },
    { name: 'tag', label: 'research.tag', options: [...new Set([...known, query.tag].filter(Boolean))].map(value => ({ value, label: value })) },
    { name: 'visibility', label: 'research.visibility', options: ['private', 'public'].map(value => ({ value, label: status('visibility', value).word })) },
    { name: 'mine', label: 'research.records.whose', options: [{ value: '1', label: t('research.records.mine') }] },
    { name: 'mimetype', label: 'research.records.with_file', options: [...new Set([...kinds, query.mimetype].filter(Boolean))].map(value => ({ value, label: value })) },
  ];
  const create = mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.create}>${t('research.records.new')}<//>`;
  const actions = mayCreate() && html`<${ButtonLink} kind="quiet" icon="trash" href=${at.trash}>${t('research.trash.title')}<//>${create}`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${actions}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns(query)} query=${query} filters=${filters} search=${{ name: 'type', label: 'research.records.by_type', placeholder: 'research.records.by_type' }}
      empty="research.records.empty" emptyAction=${create} bulk=${mayCreate() ? [{ label: 'research.delete', icon: 'trash', danger: true, run: rows => removeAll(rows, data.reload) }] : []} />
  <//>`;
}
