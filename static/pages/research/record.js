// One record: what it is, its files, who may see it, what it was before.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import * as files from '../../api/kadi/files.js';
import * as records from '../../api/kadi/records.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { FileList } from '../../components/file-list.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Menu } from '../../components/menu.js';
import { MetadataView } from '../../components/metadata-view.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { useFetched } from '../../state/fetched.js';
import { Tags, ThingFacts } from './facts.js';
import { Files } from './files.js';
import { History } from './history.js';
import { Links } from './links.js';
import { at } from './places.js';
import { rights } from './rights.js';
import { textOf } from './search-lists.js';
import { Sharing } from './sharing.js';
import { Compare } from './template-compare.js';
import { useTrash } from './to-trash.js';

export const title = 'research.record';

export async function load({ params, signal }) {
  const record = await records.get(params.id, signal);
  return { record, can: await rights('record', record, signal) };
}

const few = 5; // files of the overview

/** The last files, where there are some: what a record is about is often in them. */
function LastFiles({ record }) {
  const found = useFetched(signal => files.list(record.id, { perPage: few, sort: '-last_modified' }, signal), [record.id, record.modifiedAt]).value;
  if (!found?.total) return null;
  const all = found.total > few && html`<p><a href=${at.record(record.id, 'files')}>${t('research.files.all', { count: found.total })}</a></p>`;
  return html`<${Section} plain title=${t('research.tab.files')}>
    <${FileList} label=${t('research.tab.files')} files=${found.rows.map(file => ({ ...file, href: at.file(record.id, file.id) }))} note=${file => file.description} />${all}<//>`;
}

const Overview = ({ record, can, query }) => html`
  ${query.check && html`<${Compare} record=${record} can=${can} chosen=${query.check} />`}
  ${record.description && html`<${Section} plain title=${t('research.description')}><${Markdown} text=${record.description} /><//>`}
  <${Section} plain title=${t('research.metadata')}>
    ${record.extras.length ? html`<${MetadataView} extras=${record.extras} label=${t('research.metadata')} />`
      : html`<${Empty} level=${3} icon="list" title=${t('research.meta.empty.title')} action=${can.has('update') && html`<${ButtonLink} href=${at.edit(record.id)} icon="edit">${t('research.edit')}<//>`}>${t('research.meta.empty.text')}<//>`}
  <//>
  <${LastFiles} record=${record} />`;

/** The collections a record is in, where there are some; the page works without them. */
function InCollections({ record }) {
  const found = useFetched(signal => collections.ofRecord(record.id, { perPage: 5 }, signal), [record.id]).value;
  if (!found?.total) return html`<a href=${at.record(record.id, 'links')}>${t('links.facts_none')}</a>`;
  return html`<ul class="fact-list">${found.rows.map(row => html`<li key=${row.id}><a href=${at.collection(row.id)}>${row.title}</a></li>`)}
    ${found.total > found.rows.length && html`<li><a href=${at.record(record.id, 'links')}>${t('links.facts_more', { count: found.total - found.rows.length })}</a></li>`}</ul>`;
}

const found = (filter, value) => `${at.records}?${new URLSearchParams({ [filter]: textOf([value]) })}`;

const RecordFacts = ({ record }) => html`<${ThingFacts} thing=${record} items=${[
  { label: t('research.type'), value: record.type && html`<a href=${found('type', record.type)}>${record.type}</a>` },
  { label: t('research.tags'), value: record.tags.length > 0 && html`<${Tags} tags=${record.tags} href=${tag => found('tag', tag)} />` },
  { label: t('links.collections'), value: html`<${InCollections} record=${record} />` },
  { label: t('research.license'), value: record.license },
]} />`;

function Content({ data, query, params }) {
  const { record, can } = data.value;
  const tabs = [
    { id: 'overview', label: t('research.tab.overview') }, { id: 'files', label: t('research.tab.files') }, { id: 'links', label: t('links.tab') },
    { id: 'sharing', label: t('research.tab.sharing') }, { id: 'history', label: t('research.tab.history') },
  ];
  const open = tabs.some(tab => tab.id === query.tab) ? query.tab : params.link ? 'links' : 'overview';
  const trash = useTrash({ object: record, requests: records, list: at.records, page: at.record(record.id), open });
  const menu = [
    { label: t('research.files.zip'), icon: 'archive', href: files.archive(record.id), download: `${record.identifier}.zip` },
    { label: t('templates.check.open'), icon: 'template', href: `${at.record(record.id)}?check=new` },
    { label: t('research.export'), icon: 'download', href: `${at.record(record.id)}/export` },
    can.has('permissions') && { label: t('research.sharing.open'), icon: 'people', href: at.record(record.id, 'sharing') },
    can.has('delete') && trash.item,
  ].filter(Boolean);
  const actions = html`
    ${can.has('update') && html`<${ButtonLink} kind="primary" icon="edit" href=${at.edit(record.id)}>${t('research.edit')}<//><${ButtonLink} icon="upload" href=${at.record(record.id, 'files')}>${t('research.files.upload')}<//>`}
    <${Menu} kind="secondary" icon="more" label=${t('research.more')} items=${menu} />`;
  const changed = found => data.put({ ...data.value, record: found });
  const parts = {
    overview: () => html`<${Overview} record=${record} can=${can} query=${query} />`,
    files: () => html`<${Files} record=${record} can=${can} query=${query} data=${data} />`,
    links: () => html`<${Links} record=${record} can=${can} query=${query} params=${params} />`,
    sharing: () => html`<${Sharing} noun="record" object=${record} can=${can} />`,
    history: () => html`<${History} noun="record" object=${record} can=${can} query=${query} update=${changes => records.update(record.id, changes)} changed=${changed} files />`,
  };
  return html`<${Page} title=${record.title} crumbs=${[{ href: at.records, label: t('research.records.title') }]} actions=${actions}
    status=${html`<${Status} noun="visibility" value=${record.visibility} />`} facts=${html`<${RecordFacts} record=${record} />`}>
    <${Refused} words=${trash.words} />
    <${Tabs} label=${t('research.record')} tabs=${tabs} open=${open}>${parts[open]()}<//>
  <//>`;
}

export default function Record({ data, query, params }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${[{ href: at.records, label: t('research.records.title') }]}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} params=${params} />`;
}
