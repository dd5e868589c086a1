// What a record is linked with: the graph, the links in both directions, the collections it is in.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as links from '../../api/kadi/links.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Empty } from '../../components/empty.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { stale } from '../../state/resource.js';
import { Graph } from './graph.js';
import { CollectionsOf } from './links-collections.js';
import { LinkForm, whyNot } from './links-form.js';
import { LinkShown, Term } from './links-shown.js';
import { at } from './places.js';

const columns = record => [
  { label: 'links.name', main: true, sort: 'name', cell: row => html`<a href=${at.link(row.direction === 'out' ? record.id : row.other.id, row.id)}>${row.name}</a>${row.term && html`<span class="hint"><${Term} term=${row.term} /></span>`}` },
  { label: 'links.record', fact: true, cell: row => html`<a href=${at.record(row.other.id, 'links')}>${row.other.title}</a><span class="hint identifier">${row.other.identifier}</span>` },
  { label: 'links.changed', narrow: true, sort: 'last_modified', cell: row => html`<${DateTime} value=${row.modifiedAt} as="ago" />` },
];

/** Which direction is shown: what the address says, else the one in which there are links. */
const directionOf = (query, found) => (['in', 'out'].includes(query.dir) ? query.dir : !query.filter && found?.out.total === 0 && found.in.total > 0 ? 'in' : 'out');

/** Both directions: the one that is shown as the address says, of the other one how many there are. */
function useLinks(record, query) {
  return useFetched(async signal => {
    const mine = { page: query.page, sort: query.sort ?? 'name', filter: query.filter };
    const [out, into] = await Promise.all(['out', 'in'].map(direction => links.list(record.id, { direction, sort: 'name', ...((query.dir === 'in') === (direction === 'in') ? mine : {}) }, signal)));
    return { out, in: into };
  }, [record.id, query.dir, query.page, query.sort, query.filter]);
}

export function Links({ record, can, query, params }) {
  const data = useLinks(record, query);
  const [form, setForm] = useState(null); // { link } while one is written
  const [attempt, { failure }] = useAttempt();
  const [again, setAgain] = useState(0);
  const found = data.value;
  const direction = directionOf(query, found);
  const here = { ...query, tab: 'links', dir: direction };
  const centre = /^\d+$/.test(query.centre ?? '') ? Number(query.centre) : record.id;
  const changed = () => { stale(`/records/${record.id}`); setAgain(again + 1); data.reload(); };
  const remove = async row => {
    if (!(await confirm({ title: t('links.remove_title', { link: row.name, name: row.other.title }), text: t('links.remove_text'), verb: t('links.remove'), danger: true }))) return;
    await attempt(() => links.remove(row.direction === 'out' ? record.id : row.other.id, row.id), () => toast(t('links.removed', { link: row.name })), whyNot);
    changed();
  };
  const actions = can.has('link') ? [{ label: 'links.edit', icon: 'edit', run: row => setForm({ link: row }) }, { label: 'links.remove', icon: 'trash', danger: true, run: remove }] : [];
  const add = can.has('link') && html`<${Button} icon="plus" onClick=${() => setForm({ link: null })}>${t('links.add')}<//>`;
  const any = found && found.out.total + found.in.total > 0;
  const table = { get value() { return data.value?.[direction]; }, get busy() { return data.busy; }, get slow() { return data.slow; }, get words() { return data.words; }, reload: data.reload };
  const hrefOf = id => address({ ...here, page: query.page }, { centre: id, page: query.page });
  return html`<div class="stack links-page">
    ${params.link && !query.centre && html`<${LinkShown} id=${params.link} record=${record} again=${again} />`}
    <${Refused} words=${failure} />
    ${(any || query.centre) && html`<div class="links-graph"><${Section} plain title=${t('links.graph')}><${Graph} start=${record} centre=${centre} hrefOf=${hrefOf} again=${again} /><//></div>`}
    <${Section} plain title=${t('links.title')} actions=${any && add}>
      ${found && !any && !query.filter ? html`<${Empty} level=${3} icon="link" title=${t('links.empty.title')} action=${add}>${t('links.empty.text')}<//>` : html`
        <${Tabs} label=${t('links.title')} name="dir" open=${direction} query=${{ tab: 'links', ...(query.centre && { centre: query.centre }) }} tabs=${[
          { id: 'out', label: t('links.to_others'), count: found?.out.total }, { id: 'in', label: t('links.from_others'), count: found?.in.total },
        ]}><div class="stack"><${DataTable} caption=${t(direction === 'out' ? 'links.to_others' : 'links.from_others')} rows=${table} columns=${columns(record)} query=${here} actions=${actions}
          search=${{ name: 'filter', label: 'links.find' }} filters=${[{ name: 'filter', label: 'links.find' }]} empty=${direction === 'out' ? 'links.none_out' : 'links.none_in'} /></div><//>`}
    <//>
    <${CollectionsOf} record=${record} can=${can} />
    ${form && html`<${LinkForm} record=${record} link=${form.link} close=${() => setForm(null)} saved=${() => { toast(t(form.link ? 'links.saved' : 'links.added')); setForm(null); changed(); }} />`}
  </div>`;
}
