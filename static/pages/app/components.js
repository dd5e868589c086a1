// Every component in every state: what pages are made of, and what the tests look at.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Button, ButtonLink, IconButton } from '../../components/button.js';
import { Code } from '../../components/code.js';
import { Combobox } from '../../components/combobox.js';
import { CopyText } from '../../components/copy.js';
import { DataGrid } from '../../components/data-grid.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Failed } from '../../components/failed.js';
import { FileList } from '../../components/file-list.js';
import { JsonView } from '../../components/json-view.js';
import { Markdown } from '../../components/markdown.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Pagination } from '../../components/pagination.js';
import { Plot } from '../../components/plot.js';
import { Progress } from '../../components/progress.js';
import { Skeleton } from '../../components/skeleton.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { Tree } from '../../components/tree.js';
import { describe } from '../../errors/words.js';
import { ResearchSamples } from '../research/samples.js';
import { Fields } from './fields.js';
import * as sample from './samples.js';

export const title = 'gallery.title';

const Part = ({ title: key, children }) => html`<${Section} title=${t(key)}>${children}<//>`;

const Buttons = () => html`<${Part} title="gallery.buttons">
  <div class="row">
    <${Button} kind="primary" icon="plus">${t('gallery.primary')}<//><${Button}>${t('gallery.secondary')}<//><${Button} kind="quiet">${t('gallery.quiet')}<//>
    <${Button} kind="danger" icon="trash">${t('gallery.danger')}<//><${Button} busy>${t('gallery.busy')}<//><${Button} why=${t('gallery.why')}>${t('gallery.disabled')}<//>
    <${ButtonLink} href="/app" icon="outside">${t('gallery.link')}<//><${IconButton} icon="edit" label=${t('gallery.icon')} />
    <${Button} small>${t('gallery.small')}<//>
    <${Menu} kind="secondary" label=${t('gallery.menu')}
      items=${[{ label: t('gallery.link'), icon: 'outside', href: '/app' }, { label: t('gallery.disabled'), icon: 'lock', why: t('gallery.why'), run() {} }, null, { label: t('gallery.danger'), icon: 'trash', danger: true, run() {} }]} />
  </div><//>`;

const Words = () => html`<${Part} title="gallery.words">
  <p>${t('gallery.text')} <a href="/app">${t('gallery.link')}</a>, <code>record.read</code>, <kbd>Ctrl</kbd> <kbd>K</kbd>, <${DateTime} value=${sample.moment} />, <${DateTime} value=${sample.moment} as="date" />.</p>
  <div class="row">${sample.states.map(([noun, value]) => html`<${Status} key=${noun + value} noun=${noun} value=${value} />`)}</div>
  ${['info', 'ok', 'warn', 'danger'].map(tone => html`<${Notice} key=${tone} tone=${tone} title=${t('gallery.notice')}>${t('gallery.text')}<//>`)}
  <${Facts} items=${[{ label: t('gallery.name'), value: sample.long }, { label: t('gallery.size'), value: '12 MB' }, { label: t('gallery.nothing'), value: null }]} />
  <${CopyText} label=${t('gallery.token')} text="pat_0123456789abcdef0123456789abcdef01234567" />
<//>`;

const columns = [
  { label: 'gallery.name', main: true, sort: 'name', cell: row => html`<a href=${`#${row.id}`}>${row.name}</a>` },
  { label: 'gallery.state', status: true, narrow: true, cell: row => html`<${Status} noun="visibility" value=${row.state} />` },
  { label: 'gallery.size', align: 'end', narrow: true, sort: 'size', fact: true, cell: row => row.size },
  { label: 'gallery.changed', narrow: true, fact: true, cell: row => html`<${DateTime} value=${row.changed} as="ago" />` },
  { label: 'gallery.owner', cell: row => row.owner },
];
const failure = kind => describe({ kind, code: null, fields: [], retryAfter: kind === 'limited' ? 12 : null, requestId: '5f0c2a', details: 'upstream said 500' });
const waiting = { value: undefined, busy: true, slow: true, words: null, reload() {} };
const broken = { value: undefined, busy: false, slow: false, words: null, reload() {} };

function Tables({ query }) {
  const rows = { rows: sample.rows, total: 1234, page: Number(query.page ?? 1), pages: 62 };
  const bulk = [{ label: 'gallery.publish', run: async chosen => ({ done: chosen.length - 1, refused: [{ name: chosen[0].name, text: t('gallery.why') }] }) }];
  const actions = [{ label: 'gallery.rename', icon: 'edit', run() {} }, { label: 'gallery.danger', icon: 'trash', danger: true, run() {} }];
  const filters = [{ name: 'state', label: 'gallery.state', options: [{ value: 'private', label: t('status.visibility.private') }, { value: 'public', label: t('status.visibility.public') }] }];
  return html`<${Part} title="gallery.tables">
    <${DataTable} caption=${t('gallery.tables')} rows=${rows} columns=${columns} actions=${actions} bulk=${bulk} filters=${filters}
      search=${{ name: 'query', label: 'gallery.search' }} query=${query} empty="gallery.empty" />
    <h3>${t('gallery.loading')}</h3><div data-sample><${DataTable} caption=${t('gallery.loading')} rows=${waiting} columns=${columns} query=${query} skeleton=${3} empty="gallery.empty" /></div>
    <h3>${t('gallery.never')}</h3><${DataTable} caption=${t('gallery.never')} rows=${[]} columns=${columns} query=${{}} empty="gallery.empty" emptyAction=${html`<${Button} kind="primary">${t('gallery.primary')}<//>`} />
    <h3>${t('gallery.filtered')}</h3><${DataTable} caption=${t('gallery.filtered')} rows=${[]} columns=${columns} filters=${filters} query=${{ state: 'public' }} empty="gallery.empty" />
    <h3>${t('gallery.failed')}</h3><${DataTable} caption=${t('gallery.failed')} rows=${{ ...broken, words: failure('server') }} columns=${columns} query=${{}} empty="gallery.empty" />
    <h3>${t('gallery.stale')}</h3><${DataTable} caption=${t('gallery.stale')} rows=${{ ...broken, value: sample.rows.slice(0, 2), words: failure('offline') }} columns=${columns} query=${{}} empty="gallery.empty" />
    <h3>${t('gallery.pages')}</h3><${Pagination} page=${5} pages=${20} total=${400} href=${page => `?page=${page}`} />
    <h3>${t('gallery.grid')}</h3><${DataGrid} label=${t('gallery.grid')} columns=${sample.gridColumns} rows=${sample.gridRows} visible=${8} />
  <//>`;
}

const States = () => html`<${Part} title="gallery.states">
  <${Skeleton} />
  <${Empty} icon="record" title=${t('gallery.empty.title')} action=${html`<${Button} kind="primary" icon="plus">${t('gallery.primary')}<//>`}
    level=${3}>${t('gallery.empty.text')}<//>
  <${Failed} words=${failure('limited')} retry=${() => {}} />
  <${Progress} value=${0.62} label="scan.tif" detail="62 %, 12 MB/s"
    quiet /><${Progress} value=${1} tone="ok" label=${t('gallery.done')} quiet /><${Progress} label=${t('gallery.busy')} quiet />
<//>`;

function Layers() {
  const [open, setOpen] = useState(false);
  const [answer, setAnswer] = useState(null);
  const ask = async typed => setAnswer(await confirm({ title: t('gallery.ask'), text: t('gallery.text'), verb: t('gallery.danger'), danger: true, typed }));
  return html`<${Part} title="gallery.layers"><div class="row">
    <${Button} onClick=${() => setOpen(true)}>${t('gallery.dialog')}<//><${Button} onClick=${() => ask()}>${t('gallery.confirm')}<//><${Button} onClick=${() => ask('run-42')}>${t('gallery.purge')}<//>
    <${Button} onClick=${() => toast(t('gallery.done'), { undo() {} })}>${t('gallery.toast')}<//><span role="status">${answer === null ? '' : t(answer ? 'components.yes' : 'components.no')}</span></div>
    ${open && html`<${Dialog} title=${t('gallery.dialog')} onClose=${() => setOpen(false)}
      foot=${html`<${Button} kind="primary" onClick=${() => setOpen(false)}>${t('components.close')}<//>`}><p>${t('gallery.text')}</p><//>`}<//>`;
}

function Choosers() {
  const [person, setPerson] = useState(null);
  const [tags, setTags] = useState([{ value: 'xrd', label: 'xrd' }]);
  const search = async text => sample.people.filter(entry => entry.label.toLowerCase().includes(text.toLowerCase()));
  return html`<${Part} title="gallery.choosers"><div class="form">
    <${Combobox} label=${t('gallery.owner')} hint=${t('gallery.person_hint')} value=${person} onValue=${setPerson} search=${search} />
    <${Combobox} label=${t('gallery.tags')} multiple create value=${tags} onValue=${setTags} options=${sample.tags} />
    <${Combobox} label=${t('gallery.state')} error=${t('errors.field.missing')} value=${null} onValue=${() => {}} options=${sample.tags} />
  </div><//>`;
}

function Texts() {
  const [text, setText] = useState(sample.markdown);
  return html`<${Part} title="gallery.texts">
    <${Markdown} text=${sample.markdown} label="Markdown" />
    <${MarkdownEditor} label=${t('gallery.description')} value=${text} onValue=${setText} />
    <${Code} label="run.py" text=${sample.code} /><${JsonView} label="metadata.json" value=${sample.json} />
    <${FileList} files=${sample.files} actions=${() => html`<${IconButton} small icon="download" label=${t('gallery.download')} />`} />
    <${Tree} label=${t('gallery.tree')} nodes=${sample.nodes} load=${sample.branch} />
  <//>`;
}

const Plots = () => html`<${Part} title="gallery.plots">
  <${Plot} label=${t('gallery.plot')} x=${sample.plot.x} lines=${sample.plot.lines} />
  <${Plot} label=${t('gallery.plot_large')} x=${sample.large.x} lines=${sample.large.lines} />
<//>`;

const tabs = ['words', 'forms', 'tables', 'states', 'layers', 'texts', 'plots', 'research'];
const panels = {
  words: () => html`<${Buttons} /><${Words} />`, forms: () => html`<${Part} title="gallery.forms"><${Fields} /><//><${Choosers} />`, tables: query => html`<${Tables} query=${query} />`,
  states: () => html`<${States} />`, layers: () => html`<${Layers} />`, texts: () => html`<${Texts} />`, plots: () => html`<${Plots} />`,
  research: () => html`<${ResearchSamples} />`,
};
const tabKeys = { words: 'gallery.words', forms: 'gallery.forms', tables: 'gallery.tables', states: 'gallery.states', layers: 'gallery.layers', texts: 'gallery.texts', plots: 'gallery.plots', research: 'shell.nav.research' };

export default function Gallery({ query }) {
  const open = tabs.includes(query.tab) ? query.tab : 'words';
  return html`<${Page} title=${t(title)} lead=${t('gallery.lead')}>
    <${Tabs} label=${t(title)} open=${open} tabs=${tabs.map(id => ({ id, label: t(tabKeys[id]) }))}><div class="stack">${panels[open](query)}</div><//>
  <//>`;
}
