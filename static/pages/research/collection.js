// One collection: its records, where it stands among the others, who may see it, what it was before.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { ButtonLink } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { MoveDialog } from './collection-move.js';
import { CollectionRecords } from './collection-records.js';
import { Structure } from './collection-structure.js';
import { Tags, ThingFacts } from './facts.js';
import { History } from './history.js';
import { at, mayCreate } from './places.js';
import { rights } from './rights.js';
import { Sharing } from './sharing.js';
import { useTrash } from './to-trash.js';

export const title = 'collections.collection';

export async function load({ params, signal }) {
  const collection = await collections.get(params.id, signal);
  const [can, above] = await Promise.all([rights('collection', collection, signal), collections.above(collection, signal)]);
  return { collection, can, above };
}

const CollectionFacts = ({ collection }) => html`<${ThingFacts} thing=${collection} items=${[
  { label: t('research.tags'), value: collection.tags.length > 0 && html`<${Tags} tags=${collection.tags} href=${tag => `${at.collections}?${new URLSearchParams({ tag })}`} />` },
]} />`;

export const crumbsOf = above => [{ href: at.collections, label: t('collections.title') }, ...above.map(step => ({ href: at.collection(step.id), label: step.title }))];

function Content({ data, query }) {
  const { collection, can, above } = data.value;
  const [moving, setMoving] = useState(false);
  const names = { records: 'collections.tab.records', structure: 'collections.tab.structure', sharing: 'research.tab.sharing', history: 'research.tab.history' };
  const open = query.tab in names ? query.tab : 'records';
  const trash = useTrash({ object: collection, requests: collections, list: at.collections, page: at.collection(collection.id), open });
  const menu = [
    can.has('link') && { label: t('collections.move'), icon: 'folder', run: () => setMoving(true) },
    can.has('link') && mayCreate() && { label: t('collections.new_below'), icon: 'plus', href: `${at.createCollection}?parent=${collection.id}` },
    { label: t('collections.find_in'), icon: 'search', href: `${at.records}?collection=${collection.id}` },
    { label: t('research.export'), icon: 'download', href: `${at.collection(collection.id)}/export` },
    can.has('permissions') && { label: t('research.sharing.open'), icon: 'people', href: at.collection(collection.id, 'sharing') },
    can.has('delete') && trash.item,
  ].filter(Boolean);
  const actions = html`
    ${can.has('update') && html`<${ButtonLink} kind="primary" icon="edit" href=${at.editCollection(collection.id)}>${t('research.edit')}<//>`}
    <${Menu} kind="secondary" icon="more" label=${t('research.more')} items=${menu} />`;
  const parts = {
    records: () => html`<${CollectionRecords} collection=${collection} can=${can} query=${query} />`,
    structure: () => html`<${Structure} collection=${collection} can=${can} above=${above} query=${query} />`,
    sharing: () => html`<${Sharing} noun="collection" object=${collection} can=${can} />`,
    history: () => html`<${History} noun="collection" object=${collection} can=${can} query=${query} update=${changes => collections.update(collection.id, changes)} changed=${found => data.put({ ...data.value, collection: found })} />`,
  };
  return html`<${Page} title=${collection.title} crumbs=${crumbsOf(above)} actions=${actions}
    status=${html`<${Status} noun="visibility" value=${collection.visibility} />`} facts=${html`<${CollectionFacts} collection=${collection} />`}>
    <${Refused} words=${trash.words} />
    <${Tabs} label=${t(title)} tabs=${Object.entries(names).map(([id, word]) => ({ id, label: t(word) }))} open=${open}><div class="stack" key=${open}>${parts[open]()}</div><//>
    ${moving && html`<${MoveDialog} collection=${collection} close=${() => setMoving(false)} moved=${() => { setMoving(false); data.reload(); }} />`}
  <//>`;
}

export default function Collection({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbsOf([])}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} />`;
}
