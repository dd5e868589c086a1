// Records: all that one may read, found by words, filters and metadata, here or on another server; everything is in the address.
import { html, useState } from '../../vendor/ui.js';
import { compare, plural, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as records from '../../api/kadi/records.js';
import { names } from '../../api/kadi/search.js';
import { address } from '../../components/address.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { confirm } from '../../components/dialog.js';
import { Empty } from '../../components/empty.js';
import { Page } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { account, trashDays } from '../../state/session.js';
import { forEach, undoing } from '../../state/many.js';
import { changed, creator, visibility } from './columns.js';
import { Tags } from './facts.js';
import { orderFilter, orderOf } from './orders.js';
import { at, mayCreate } from './places.js';
import { parse, serialize } from './search-conditions.js';
import { FilterSheet, held } from './search-filters.js';
import { idsOf, listOf, textOf, without } from './search-lists.js';
import { asked, RemoteNotice, RowName, rowsOf, useInstances, whereFilter } from './search-remote.js';
import { conditionInWords } from './search-words.js';

export const title = 'research.records.title';

export async function load({ query, signal }) {
  const { instance } = query;
  const users = [...idsOf(query.user), ...(query.mine ? [account().id] : [])];
  const found = records.list({
    page: query.page, query: query.query, sort: orderOf(query), type: listOf(query.type), tag: listOf(query.tag), tag_operator: query.all_tags ? 'and' : null, visibility: query.visibility,
    mimetype: listOf(query.mimetype), explicit_permissions: query.shared ? 'true' : null, extras: query.extras, instance,
    ...(!instance && { user: users, collection: idsOf(query.collection), child_collections: query.children ? 'true' : null }),
  }, signal);
  const [page, called] = await Promise.all([asked(found, instance), names({ users: idsOf(query.user), collections: idsOf(query.collection) }, signal)]);
  return { ...page, names: called, instance: instance ?? null };
}

const columns = query => [
  { label: 'research.title', main: true, sort: 'title', cell: row => html`<${RowName} row=${row} href=${at.record(row.id)} />` },
  { label: 'research.type', fact: true, cell: row => row.type && html`<a class="plain-link" href=${address(query, { type: textOf([row.type]) })} data-keep-place>${row.type}</a>` },
  { label: 'research.tags', cell: row => html`<${Tags} tags=${row.tags} href=${tag => address(query, { tag: textOf([tag]) })} most=${2} stay />` },
  visibility,
  { ...creator, fact: false },
  changed,
];

async function removeAll(rows, reload) {
  const mine = rows.every(row => row.creator?.id === account().id); // nobody else can take them out of the trash
  const text = plural(rows.length > 1 ? 'research.records.delete_text' : mine ? 'research.delete_text' : 'research.delete_text_other', trashDays());
  if (!(await confirm({ title: plural('research.records.delete_title', rows.length), text, verb: t('research.delete'), danger: true }))) return null;
  const { done, refused } = await forEach(rows, row => records.remove(row.id));
  const undo = undoing(done, row => records.restore(row.id), reload);
  if (done.length) toast(plural('research.records.deleted', done.length), mine ? { undo } : {});
  reload();
  return refused.length ? { done: done.length, refused } : null;
}

/** One chip for each value of a filter that stands for several. */
const many = (query, filter, word, shown = value => value) => ({
  name: filter, label: word, chips: text => listOf(text).map(value => ({ text: shown(value), name: `${t(word)} ${shown(value)}`, changes: { [filter]: without(text, value) } })),
});

function conditionChips(text) {
  const conditions = parse(text);
  return conditions.map((one, i) => {
    const said = conditionInWords(one, i === 0);
    return { text: said, name: said, changes: { extras: serialize(conditions.filter(other => other !== one)) } };
  });
}

function filtersOf(query, called, others) {
  const id = (map, value) => map?.get(Number(value)) ?? t('search.unknown', { id: value });
  const whose = { name: 'mine', label: 'research.records.whose', options: [{ value: '1', label: t('research.records.mine') }] };
  return [
    { name: 'query', label: 'search.query' },
    ...whereFilter(query, others),
    { name: 'visibility', label: 'research.visibility', options: ['private', 'public'].map(value => ({ value, label: status('visibility', value).word })) },
    ...(query.instance ? [] : [whose]),
    orderFilter(query),
    many(query, 'type', 'research.type'),
    { ...many(query, 'tag', 'research.tag'), ...(query.all_tags && { label: 'search.all_tags' }) },
    ...(query.instance ? [] : [
      many(query, 'user', 'search.people', value => id(called?.users, value)),
      { ...many(query, 'collection', 'search.collection', value => id(called?.collections, value)), ...(query.children && { label: 'search.collection_deep' }) },
    ]),
    many(query, 'mimetype', 'research.records.with_file'),
    { name: 'shared', label: 'search.access', shown: () => t('search.shared') },
    { name: 'extras', label: 'research.metadata', chips: conditionChips },
  ];
}

/** Nothing was found: what may help, beginning with what is set. */
function NoMatch({ query }) {
  const filtered = [...held, 'visibility', 'mine', 'instance'].some(part => query[part]);
  const onlyWords = query.query && filtered && html`<${ButtonLink} kind="primary" href=${address({}, { query: query.query })}>${t('search.none.only_words')}<//>`;
  const action = html`<span class="row">${onlyWords}<${ButtonLink} href=${address({}, {})}>${t('components.table.clear')}<//></span>`;
  return html`<${Empty} icon="search" title=${t('components.table.no_match')} action=${action}>
    <ul class="hints">${query.query && html`<li>${t('search.none.words')}</li>`}${/"/.test(query.query ?? '') && html`<li>${t('search.none.quotes')}</li>`}
      ${query.extras && html`<li>${t('search.none.metadata')}</li>`}${query.instance && html`<li>${t('search.none.instance')}</li>`}<li>${t('search.none.rights')}</li></ul><//>`;
}

const typesOf = (rows = []) => [...new Set(rows.map(row => row.type).filter(Boolean))].sort(compare);

export default function Records({ data, query }) {
  const others = useInstances();
  const [sheet, setSheet] = useState(false);
  const isRemote = Boolean(query.instance);
  const table = rowsOf(data, query);
  const set = held.filter(part => query[part] && part !== 'children' && part !== 'all_tags').length;
  const more = html`<${Button} class="filters-more" icon="filter" aria-haspopup="dialog" onClick=${() => setSheet(true)}>${set ? t('search.more_set', { count: set }) : t('search.more')}<//>`;
  const bulk = [{ label: 'research.delete', icon: 'trash', danger: true, run: rows => removeAll(rows, data.reload) }];
  const create = mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.create}>${t('research.records.new')}<//>`;
  const actions = mayCreate() && html`<${ButtonLink} kind="quiet" icon="trash" href=${at.trash}>${t('research.trash.title')}<//>${create}`;
  return html`<${Page} title=${t(title)} count=${table.value?.total} actions=${actions}>
    <${RemoteNotice} query=${query} others=${others} />
    <${DataTable} caption=${t(title)} rows=${table} columns=${columns(query)} query=${query} bulk=${mayCreate() && !isRemote ? bulk : []}
      filters=${filtersOf(query, data.value?.names, others)} search=${{ name: 'query', label: 'search.records', placeholder: 'search.placeholder' }} more=${more}
      noMatch=${html`<${NoMatch} query=${query} />`} empty="research.records.empty" emptyAction=${create} />
    ${sheet && html`<${FilterSheet} query=${query} names=${data.value?.names} types=${typesOf(table.value?.rows)} isRemote=${isRemote} close=${() => setSheet(false)} />`}
  <//>`;
}
