// Collections: as a list with search and filters, and as a tree; both are addresses.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { compare, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as collections from '../../api/kadi/collections.js';
import { tags } from '../../api/kadi/values.js';
import { address } from '../../components/address.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Tabs } from '../../components/tabs.js';
import { Tree } from '../../components/tree.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { below, nodeOf } from './collection-nodes.js';
import { changed, creator, visibility } from './columns.js';
import { Tags } from './facts.js';
import { orderFilter, orderOf } from './orders.js';
import { at, mayCreate } from './places.js';
import { asked, RemoteNotice, RowName, rowsOf, useInstances, whereFilter } from './search-remote.js';
import { whoseFilter, whoseOf } from './whose.js';

export const title = 'collections.title';

const isTree = query => query.view === 'tree';
const treePage = (page, signal) => collections.list({ page, perPage: 100, sort: 'title' }, signal);

export async function load({ query, signal }) {
  if (isTree(query)) return treePage(1, signal);
  const { instance } = query;
  const found = collections.list({
    page: query.page, query: query.query, sort: orderOf(query), tag: query.tag, visibility: query.visibility, instance, ...whoseOf(query),
  }, signal);
  return { ...(await asked(found, instance)), instance: instance ?? null };
}

const columns = query => [
  { label: 'research.title', main: true, sort: 'title', cell: row => html`<${RowName} row=${row} href=${at.collection(row.id)} />` },
  { label: 'research.tags', cell: row => html`<${Tags} tags=${row.tags} href=${tag => address(query, { tag })} most=${2} stay />` },
  visibility,
  creator,
  changed,
];

/** The tags of collections, once; the list works without them. */
function useTags() {
  const [found, setFound] = useState([]);
  useEffect(() => {
    const stop = new AbortController();
    tags('', stop.signal, 'collection').then(setFound, () => {});
    return () => stop.abort();
  }, []);
  return found;
}

function Roots({ found }) {
  const [more, setMore] = useState({ rows: found.rows, page: found.page });
  const [attempt, { failure, busy }] = useAttempt();
  useEffect(() => { setMore({ rows: found.rows, page: found.page }); }, [found]);
  const whole = more.page >= found.pages;
  const parents = new Set(more.rows.map(row => row.parentId));
  const roots = more.rows.filter(row => !row.parentId).sort((a, b) => compare(a.title, b.title)).map(row => nodeOf(row, { hasChildren: !whole || parents.has(row.id) }));
  const next = () => attempt(() => treePage(more.page + 1), page => setMore({ rows: [...more.rows, ...page.rows], page: page.page }));
  return html`<${Tree} apart label=${t(title)} nodes=${roots} load=${below} onSelect=${node => go(at.collection(node.id))} />
    <${Refused} words=${failure} />
    ${!whole && html`<div class="row"><${Button} icon="plus" busy=${busy} onClick=${next}>${t('collections.tree.more')}<//><span class="muted">${t('collections.tree.part', { shown: more.rows.length, count: found.total })}</span></div>`}`;
}

function TreeView({ data, create }) {
  const tree = { value: data.value && !('instance' in data.value) ? data.value : undefined, words: data.words, busy: data.busy, slow: data.slow, reload: data.reload }; // not the rows of the list
  return html`<${Loaded} data=${tree}>${found => (found.total === 0
    ? html`<${Empty} icon="collection" title=${t('collections.empty.title')} action=${create}>${t('collections.empty.text')}<//>`
    : html`<p class="hint">${t('collections.tree.lead')}</p><${Roots} found=${found} />`)}<//>`;
}

function ListView({ data, query, create }) {
  const known = useTags();
  const others = useInstances();
  const filters = [
    { name: 'query', label: 'collections.search' },
    ...whereFilter(query, others),
    { name: 'tag', label: 'research.tag', options: [...new Set([...known, query.tag].filter(Boolean))].map(value => ({ value, label: value })) },
    { name: 'visibility', label: 'research.visibility', options: ['private', 'public'].map(value => ({ value, label: status('visibility', value).word })) },
    whoseFilter(query),
    orderFilter(query),
  ];
  return html`<${RemoteNotice} query=${query} others=${others} />
    <${DataTable} caption=${t(title)} rows=${rowsOf(data, query)} columns=${columns(query)} query=${query} filters=${filters} search=${{ name: 'query', label: 'collections.search' }} empty="collections.empty" emptyAction=${create} />`;
}

export default function Collections({ data, query }) {
  const create = mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.createCollection}>${t('collections.new')}<//>`;
  const actions = mayCreate() && html`<${ButtonLink} kind="quiet" icon="trash" href=${at.trash}>${t('research.trash.title')}<//>${create}`;
  const open = isTree(query) ? 'tree' : 'list';
  const tabs = [{ id: 'list', label: t('collections.view.list') }, { id: 'tree', label: t('collections.view.tree') }];
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${actions}>
    <${Tabs} label=${t('collections.view')} tabs=${tabs} open=${open} name="view">
      <div class="stack" key=${open}>${open === 'tree' ? html`<${TreeView} data=${data} create=${create} />` : html`<${ListView} data=${data} query=${query} create=${create} />`}</div>
    <//>
  <//>`;
}
