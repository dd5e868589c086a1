// Where a collection stands: the tree it belongs to, and the collections directly below it.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { DataTable } from '../../components/data-table.js';
import { confirm } from '../../components/dialog.js';
import { Loaded } from '../../components/loaded.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { Tree } from '../../components/tree.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { stale } from '../../state/resource.js';
import { move, MoveDialog, whyNot } from './collection-move.js';
import { below, nodeOf } from './collection-nodes.js';
import { changed, name, visibility } from './columns.js';
import { pickCollections } from './picks.js';
import { at, mayCreate } from './places.js';

/** The tree from the top down to a collection, opened on the way there. */
async function treeOf(collection, above, signal) {
  const way = [...above, collection];
  const lists = await Promise.all(way.map(step => collections.allChildren(step.id, signal)));
  return way.reduceRight((inner, step, i) => {
    const children = lists[i].map(row => (inner && row.id === inner.id ? inner : nodeOf(row)));
    return nodeOf(step, { hasChildren: children.length > 0, children });
  }, null);
}

const columns = [
  name(id => at.collection(id, 'structure')),
  visibility,
  changed,
];

function Add({ collection, above, added }) {
  const [chosen, setChosen] = useState(null);
  const [attempt, { failure, busy }] = useAttempt();
  const search = useMemo(() => pickCollections(new Set([collection.id, ...above.map(step => step.id)])), [collection.id]);
  /** The collection that was put here, or null where it is to stay where it is. */
  const take = async id => {
    const child = await collections.get(id);
    const parent = child.parentId && (await collections.get(child.parentId));
    const asked = { title: t('collections.take_title', { name: child.title }), text: t('collections.take_text', { parent: parent?.title }), verb: t('collections.move_verb') };
    if (parent && !(await confirm(asked))) return null;
    await move(child.id, child.parentId, collection.id);
    return child;
  };
  const add = event => {
    event.preventDefault();
    if (busy || !chosen) return;
    attempt(() => take(chosen.value), child => {
      if (!child) return;
      toast(t('collections.added_below', { name: child.title }));
      setChosen(null);
      added();
    }, whyNot);
  };
  return html`<form class="pick-form" onSubmit=${add} aria-label=${t('collections.add_below')}>
    <${Refused} words=${failure} />
    <div class="pick-row"><${Combobox} label=${t('collections.add_below')} value=${chosen} onValue=${setChosen} search=${search} />
      <${Button} type="submit" busy=${busy} why=${chosen ? null : t('collections.choose_first')}>${t('collections.add')}<//></div></form>`;
}

export function Structure({ collection, can, above, query }) {
  const tree = useFetched(signal => treeOf(collection, above, signal), [collection.id, above]);
  const data = useFetched(signal => collections.children(collection.id, { page: query.page, sort: query.sort ?? 'title', filter: query.filter }, signal), [collection.id, query.page, query.sort, query.filter]);
  const [moving, setMoving] = useState(null);
  const [attempt, { failure }] = useAttempt();
  const mayLink = can.has('link');
  const changedBelow = () => { stale('/collections'); data.reload(); tree.reload(); };
  const remove = async row => {
    const undo = () => attempt(() => collections.addChild(collection.id, row.id), null, whyNot).then(changedBelow);
    await attempt(() => collections.removeChild(collection.id, row.id), () => toast(t('collections.moved_top', { name: row.title }), { undo }), whyNot);
    changedBelow();
  };
  const actions = [{ label: 'collections.move', icon: 'folder', run: setMoving }, { label: 'collections.remove_below', icon: 'close', run: remove }];
  const create = mayLink && mayCreate() && html`<${ButtonLink} icon="plus" href=${`${at.createCollection}?parent=${collection.id}`}>${t('collections.new_below')}<//>`;
  const open = found => found.id !== collection.id && go(at.collection(found.id, 'structure'));
  const search = { name: 'filter', label: 'collections.search' };
  return html`
    <${Section} plain title=${t('collections.structure')} lead=${t('collections.tree.lead')}>
      <${Loaded} data=${tree} lines=${3}>${node => html`
        <${Tree} key=${JSON.stringify(idsOf(node))} apart label=${t('collections.structure')} nodes=${[node]} load=${below} selected=${collection.id} onSelect=${open} />`}<//>
    <//>
    <${Section} plain title=${t('collections.directly_below')} actions=${create}>
      ${mayLink && html`<${Add} collection=${collection} above=${above} added=${changedBelow} />`}
      <${Refused} words=${failure} />
      <${DataTable} caption=${t('collections.directly_below')} rows=${data} columns=${columns} query=${{ ...query, tab: 'structure' }} actions=${mayLink ? actions : []}
        search=${data.value?.pages > 1 || query.filter ? search : undefined} filters=${query.filter ? [search] : undefined} empty="collections.below_empty" />
    <//>
    ${moving && html`<${MoveDialog} collection=${{ ...moving, parentId: collection.id }} close=${() => setMoving(null)} moved=${() => { setMoving(null); changedBelow(); }} />`}`;
}

/** What the tree begins with; another beginning is another tree. */
const idsOf = node => [node.id, node.label, ...(node.children ?? []).map(idsOf)];
