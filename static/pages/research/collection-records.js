// The records of a collection: found, added by typing, taken out one by one or several at once.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { number, plural, t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { DataTable } from '../../components/data-table.js';
import { Markdown } from '../../components/markdown.js';
import { Notice } from '../../components/notice.js';
import { toast } from '../../components/toast.js';
import { stale } from '../../state/resource.js';
import { useFetched } from '../../state/fetched.js';
import { forEach, undoing } from '../../state/many.js';
import { changed, visibility } from './columns.js';
import { pickRecords } from './picks.js';
import { at } from './places.js';

const columns = [
  { label: 'research.title', main: true, sort: 'title', cell: row => html`<a href=${at.record(row.id)}>${row.title}</a><span class="hint"><span class="identifier">${row.identifier}</span>${row.type && ` · ${row.type}`}</span>` },
  visibility,
  changed,
];

const Refused = ({ answer }) => (answer?.refused.length ? html`
  <${Notice} tone="warn" role="alert" title=${t('components.table.part_done', { done: number(answer.done.length), refused: number(answer.refused.length) })}>
    <ul class="plain">${answer.refused.map(entry => html`<li key=${entry.name}><strong>${entry.name}</strong>: ${entry.text}</li>`)}</ul><//>` : null);

/** Why one record could not be added: in it already, not ours to link, or what failures say. */
export const wordOf = failure => (failure.kind === 'conflict' ? t('collections.in_already') : failure.kind === 'denied' ? t('collections.may_not_link') : undefined);

function Add({ collection, added }) {
  const [chosen, setChosen] = useState([]);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState(null);
  const search = useMemo(() => pickRecords(), []);
  const add = async event => {
    event.preventDefault();
    if (busy || !chosen.length) return;
    setBusy(true);
    const told = await forEach(chosen, row => collections.addRecord(collection.id, row.value), { word: wordOf });
    setBusy(false);
    setAnswer(told);
    setChosen([]);
    if (told.done.length) { toast(plural('collections.records.added', told.done.length)); added(); }
  };
  return html`<form class="pick-form" onSubmit=${add} aria-label=${t('collections.records.add')}>
    <div class="pick-row"><${Combobox} label=${t('collections.records.add')} hint=${t('collections.records.add_hint')} multiple value=${chosen} onValue=${setChosen} search=${search} />
      <${Button} type="submit" busy=${busy} why=${chosen.length ? null : t('collections.choose_first')}>${t('collections.add')}<//></div>
    <${Refused} answer=${answer} /></form>`;
}

function Description({ text }) {
  if (!text) return null;
  if (text.length < 800) return html`<${Markdown} text=${text} />`;
  return html`<details class="fold"><summary>${t('research.description')}</summary><${Markdown} text=${text} /></details>`;
}

export function CollectionRecords({ collection, can, query }) {
  const deep = query.children === '1';
  const asked = { page: query.page, sort: query.sort ?? '-last_modified', filter: query.filter, children: deep ? 'true' : null };
  const data = useFetched(signal => collections.records(collection.id, asked, signal), [collection.id, ...Object.values(asked)]);
  const mayLink = can.has('link');
  const reload = () => { stale(at.collections, '/records'); data.reload(); };
  const takeOut = async rows => {
    const told = await forEach(rows, row => collections.removeRecord(collection.id, row.id), { word: wordOf });
    if (told.done.length) toast(plural('collections.records.removed', told.done.length), { undo: undoing(told.done, row => collections.addRecord(collection.id, row.id), reload) });
    reload();
    return told.refused.length ? { done: told.done.length, refused: told.refused } : null;
  };
  const direct = mayLink && !deep;
  const filters = [{ name: 'filter', label: 'collections.records.search' }, { name: 'children', label: 'collections.records.depth', any: 'collections.records.only', options: [{ value: '1', label: t('collections.records.deep') }] }];
  return html`
    <${Description} text=${collection.description} />
    ${mayLink && html`<${Add} collection=${collection} added=${reload} />`}
    <${DataTable} caption=${t('collections.tab.records')} rows=${data} columns=${columns} query=${{ ...query, tab: 'records' }} filters=${filters} search=${{ name: 'filter', label: 'collections.records.search' }}
      bulk=${direct ? [{ label: 'collections.remove', icon: 'close', run: takeOut }] : []}
      empty=${mayLink ? 'collections.records.empty' : 'collections.records.none'} />`;
}
