// One template: what a record made from it gets, who may see it, what it was before.
import { html } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import * as templates from '../../api/kadi/templates.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Menu } from '../../components/menu.js';
import { rulesInWords } from '../../components/metadata-details.js';
import { typeWord } from '../../components/metadata-editor.js';
import { MetadataView } from '../../components/metadata-view.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { ThingFacts } from './facts.js';
import { History } from './history.js';
import { at, mayCreate } from './places.js';
import { subjectOf } from './picks.js';
import { rights } from './rights.js';
import { roleWord } from './role-words.js';
import { Sharing } from './sharing.js';
import { namesIn } from './template-data.js';
import { kindWord } from './templates.js';
import { useTrash } from './to-trash.js';

export const title = 'templates.template';

export async function load({ params, signal }) {
  const template = await templates.get(params.id, signal);
  const [can, names] = await Promise.all([rights('template', template, signal), namesIn(template.type === 'record' ? template.data : {}, signal)]);
  return { template, can, names };
}

const isOpen = entry => entry.value === null || entry.value === undefined;
const ruled = entry => [typeWord(entry.type), isOpen(entry) && entry.unit, rulesInWords(entry.validation ?? {}, entry.type)].filter(Boolean).join(' · ');
const Named = ({ option, href }) => (option.unknown ? html`<span class="muted">${option.label}</span>` : html`<a href=${href}>${option.label}</a>`);

const listed = entries => entries.length > 0 && html`<ul class="fact-list">${entries.map((entry, i) => html`<li key=${i}>${entry}</li>`)}</ul>`;

const linked = ({ direction, name, other }) => html`
  <span class="muted">${t(direction === 'out' ? 'templates.link_out' : 'templates.link_in', { name })}</span> <${Named} option=${other} href=${at.record(other.value)} />`;

function shared({ subject, role }) {
  const [kind, id] = subjectOf(subject.value);
  return html`<${Named} option=${subject} href=${kind === 'users' ? at.user(id) : at.group(id)} /> <span class="muted">${roleWord(role)}</span>`;
}

/** What a template sets in a record besides its metadata. */
function Preset({ data, names }) {
  const items = [
    { label: t('research.title'), value: data.title },
    { label: t('research.identifier'), value: data.identifier && html`<code>${data.identifier}</code>` },
    { label: t('research.type'), value: data.type },
    { label: t('research.license'), value: data.license },
    { label: t('research.tags'), value: data.tags.length > 0 && list(data.tags) },
    { label: t('templates.collections'), value: listed(names.collections.map(option => html`<${Named} option=${option} href=${at.collection(option.value)} />`)) },
    { label: t('templates.links'), value: listed(names.links.map(linked)) },
    { label: t('templates.roles'), value: listed(names.roles.map(shared)) },
  ].map(item => ({ ...item, value: item.value || null }));
  if (items.every(item => item.value === null) && !data.description) return html`<p class="muted">${t('templates.preset_none')}</p>`;
  return html`<div class="template-preset"><${Facts} label=${t('templates.preset')} items=${items} /></div>
    ${data.description && html`<div class="stack-2"><h3>${t('research.description')}</h3><${Markdown} text=${data.description} /></div>`}`;
}

function Overview({ template, names, can }) {
  const extras = templates.extrasOf(template);
  const edit = html`<${ButtonLink} href=${at.editTemplate(template.id)} icon="edit">${t('research.edit')}<//>`;
  return html`
    ${template.description && html`<${Section} plain title=${t('research.description')}><${Markdown} text=${template.description} /><//>`}
    ${template.type === 'record' && html`<${Section} plain title=${t('templates.preset')}><${Preset} data=${template.data} names=${names} /><//>`}
    <${Section} plain title=${t('research.metadata')}>
      ${extras.length ? html`<${MetadataView} extras=${extras} label=${t('research.metadata')} about=${ruled} none=${t('templates.open_value')} />`
        : html`<${Empty} level=${3} icon="list" title=${t('templates.meta_empty.title')} action=${can.has('update') && edit}>${t('templates.meta_empty.text')}<//>`}
    <//>`;
}

const TemplateFacts = ({ template }) => html`<${ThingFacts} thing=${template} items=${[{ label: t('templates.kind'), value: kindWord(template.type) }]} />`;

const crumbs = () => [{ href: at.templates, label: t('templates.title') }];

function Content({ data, query }) {
  const { template, can, names } = data.value;
  const tabs = { overview: 'research.tab.overview', sharing: 'research.tab.sharing', history: 'research.tab.history' };
  const open = query.tab in tabs ? query.tab : 'overview';
  const trash = useTrash({ object: template, requests: templates, list: at.templates, page: at.template(template.id), open });
  const menu = [
    { label: t('research.export'), icon: 'download', href: `${at.template(template.id)}/export` },
    can.has('permissions') && { label: t('research.sharing.open'), icon: 'people', href: at.template(template.id, 'sharing') },
    can.has('delete') && trash.item,
  ].filter(Boolean);
  const actions = html`
    ${mayCreate() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.createFrom(template.id)}>${t('templates.use')}<//>`}
    ${can.has('update') && html`<${ButtonLink} icon="edit" href=${at.editTemplate(template.id)}>${t('research.edit')}<//>`}
    <${Menu} kind="secondary" icon="more" label=${t('research.more')} items=${menu} />`;
  const parts = {
    overview: () => html`<${Overview} template=${template} names=${names} can=${can} />`,
    sharing: () => html`<${Sharing} noun="template" object=${template} can=${can} />`,
    history: () => html`<${History} noun="template" object=${template} can=${can} query=${query} update=${changes => templates.update(template.id, changes)} changed=${() => data.reload()} />`,
  };
  return html`<${Page} title=${template.title} crumbs=${crumbs()} actions=${actions}
    status=${html`<${Status} noun="visibility" value=${template.visibility} />`} facts=${html`<${TemplateFacts} template=${template} />`}>
    <${Refused} words=${trash.words} />
    <${Tabs} label=${t(title)} tabs=${Object.entries(tabs).map(([id, word]) => ({ id, label: t(word) }))} open=${open}><div class="stack" key=${open}>${parts[open]()}</div><//>
  <//>`;
}

export default function Template({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbs()}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} />`;
}
