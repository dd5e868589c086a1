// Norms: what a score means among others. A table for each scale, pasted or typed, with its curve.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { newId } from '../../api/itr/page.js';
import { announce } from '../../components/announcer.js';
import { Button, ButtonLink, IconButton } from '../../components/button.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Empty } from '../../components/empty.js';
import { Select, TextArea, TextField } from '../../components/field.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Plot } from '../../components/plot.js';
import { saveCsv } from '../../components/save-file.js';
import { Cell } from './test-component.js';
import * as model from './test-model.js';
import * as tables from './test-norms-model.js';

const lineWords = { norm: () => t('assessment_tests.norm_value'), percentile: () => t('assessment_tests.percentile') };

function Curve({ borders, scale }) {
  const found = useMemo(() => tables.curve(borders), [borders]);
  const [x, lines] = useMemo(() => (found ? [{ label: t('assessment_tests.score'), values: found.x }, found.lines.map(line => ({ label: lineWords[line.name](), values: line.values }))] : [null, null]), [found]);
  return found && html`<${Plot} label=${t('assessment_tests.curve', { name: scale.name })} x=${x} lines=${lines} file=${`${scale.name}.csv`} />`;
}

/** Text from a spreadsheet, with what would come of it. */
function Paste({ norm, scales, scale, take, close }) {
  const [text, setText] = useState('');
  const found = useMemo(() => tables.parsed(text, scales, scale.id), [text]);
  const count = [...found.columns.values()].reduce((sum, borders) => sum + borders.length, 0);
  const go = async () => {
    const lost = [...found.columns.keys()].some(id => tables.bordersOf(norm, id).length);
    close();
    if (!lost || (await confirm({ title: t('assessment_tests.paste_replace_title'), text: t('assessment_tests.paste_replace_text'), verb: t('assessment_tests.paste_replace_verb') }))) take(found.columns, count);
  };
  const foot = html`<${Button} onClick=${close}>${t('components.cancel')}<//><${Button} kind="primary" why=${count ? undefined : t('assessment_tests.paste_nothing')} onClick=${go}>${t('assessment_tests.paste_take')}<//>`;
  return html`<${Dialog} title=${t('assessment_tests.paste')} onClose=${close} foot=${foot} wide>
    <div class="stack">
      <${TextArea} label=${t('assessment_tests.paste_label')} hint=${t('assessment_tests.paste_hint')} value=${text} onValue=${setText} rows=${10} spellcheck=${false} data-focus />
      ${text.trim() && html`<p role="status">${plural('assessment_tests.paste_found', count)} ${[...found.columns.keys()].map(id => scales.find(each => each.id === id).name).join(', ')}</p>`}
      ${found.refused.length > 0 && html`<${Notice} tone="warn" title=${plural('assessment_tests.paste_refused', found.refused.length)}>${plural('assessment_tests.paste_lines', found.refused.length, { lines: found.refused.slice(0, 20).join(', ') })}<//>`}
    </div><//>`;
}

function Borders({ editor, n, norm, scale }) {
  const { put, focus } = editor;
  const [pasting, setPasting] = useState(false);
  const column = tables.columnAt(norm, scale.id);
  const borders = tables.bordersOf(norm, scale.id);
  const setNorm = next => put(now => ({ ...now, norms: model.replaced(now.norms, n, next) }));
  const path = (i, name) => ['norms', n, 'normColumns', column, 'normColumnValues', i, name];
  const add = () => { const next = tables.addBorder(norm, scale.id); setNorm(next); focus('norms', n, 'normColumns', tables.columnAt(next, scale.id), 'normColumnValues', borders.length, 'rawScoreBorder'); };
  const remove = i => { setNorm(tables.withBorders(norm, scale.id, model.removed(borders, i))); if (borders.length > 1) focus(...path(Math.max(0, i - 1), 'rawScoreBorder')); };
  const keys = event => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); add(); } };
  const cell = (i, name, label) => html`<td><${Cell} editor=${editor} path=${path(i, name)} label=${t('assessment_tests.border_cell', { column: label, number: i + 1 })}
    value=${borders[i][name]} onValue=${value => setNorm(tables.setBorder(norm, scale.id, i, { [name]: value }))} onKeyDown=${keys} maxlength="100" /></td>`;
  const take = (columns, count) => { setNorm(tables.withColumns(norm, columns)); announce(plural('assessment_tests.paste_done', count)); };
  return html`
    ${borders.length > 0 && html`<div class="table-box"><table class="test-table test-borders"><caption class="visually-hidden">${t('assessment_tests.borders_of', { name: scale.name })}</caption>
      <thead><tr><th scope="col">${t('assessment_tests.from_score')}</th><th scope="col">${t('assessment_tests.norm_value')}</th><th scope="col">${t('assessment_tests.percentile')}</th><td></td></tr></thead>
      <tbody>${borders.map((_, i) => html`<tr key=${i}>${cell(i, 'rawScoreBorder', t('assessment_tests.from_score'))}${cell(i, 'normValue', t('assessment_tests.norm_value'))}${cell(i, 'percentileValue', t('assessment_tests.percentile'))}
        <td class="narrow"><${IconButton} small icon="close" label=${t('assessment_tests.remove_border', { number: i + 1 })} onClick=${() => remove(i)} /></td></tr>`)}</tbody></table></div>`}
    ${borders.length === 0 && html`<p class="muted">${t('assessment_tests.no_borders')}</p>`}
    <div class="row"><${Button} icon="plus" onClick=${add}>${t('assessment_tests.add_border')}<//><${Button} icon="copy" onClick=${() => setPasting(true)}>${t('assessment_tests.paste')}<//></div>
    <${Curve} borders=${borders} scale=${scale} />
    ${pasting && html`<${Paste} norm=${norm} scales=${editor.entries.scales} scale=${scale} take=${take} close=${() => setPasting(false)} />`}`;
}

/** Tables that belong to no scale, or are a second one of theirs, come from elsewhere and can only go. */
function Lost({ editor, n, norm, set }) {
  const isLost = (column, i) => !editor.entries.scales.some(scale => scale.id === column.scaleID) || tables.columnAt(norm, column.scaleID) !== i;
  const count = norm.normColumns.filter(isLost).length;
  const drop = () => set({ normColumns: norm.normColumns.filter((column, i) => !isLost(column, i)) });
  return count > 0 && html`<${Notice} tone="warn" title=${plural('assessment_tests.lost_tables', count)} actions=${html`<${Button} small id=${model.placeOf(['norms', n, 'normColumns'])} onClick=${drop}>${t('assessment_tests.remove')}<//>`} />`;
}

function Norm({ editor, n }) {
  const { entries, view, show, put } = editor;
  const norm = entries.norms[n];
  const at = Math.min(view.scale, entries.scales.length - 1);
  const set = changes => put(now => ({ ...now, norms: model.replaced(now.norms, n, { ...now.norms[n], ...changes }) }));
  const remove = async () => {
    if (!(await confirm({ title: t('assessment_tests.norm_remove_title', { name: norm.name }), text: t('assessment_tests.norm_remove_text'), verb: t('assessment_tests.norm_remove'), danger: true }))) return;
    put({ ...entries, norms: model.removed(entries.norms, n) });
    show({ norm: Math.max(0, n - 1) });
  };
  const first = () => { put({ ...entries, norms: model.moved(entries.norms, n, 0) }); show({ norm: 0 }); announce(t('assessment_tests.norm_is_first', { name: norm.name })); };
  const items = [
    { label: t('assessment_tests.norm_first'), icon: 'up', why: n === 0 ? t('assessment_tests.is_first') : undefined, run: first },
    { label: t('assessment_tests.norm_csv'), icon: 'download', run: () => saveCsv(tables.rowsOfNorm(norm, entries.scales), `${norm.name || 'norm'}.csv`) },
    null, { label: t('assessment_tests.norm_remove'), icon: 'trash', danger: true, run: remove },
  ];
  const scales = entries.scales.map((scale, i) => ({ value: String(i), label: `${scale.name} (${tables.bordersOf(norm, scale.id).length})` }));
  return html`
    <${Lost} ...${{ editor, n, norm, set }} />
    <div class="form-row test-norm-names">
      <${TextField} ...${editor.field(['norms', n, 'name'], norm.name, name => set({ name }))} label=${t('assessment_tests.norm_name')} hint=${t('assessment_tests.norm_name_hint')} autocomplete="off" maxlength="200" required />
      <${TextField} ...${editor.field(['norms', n, 'description'], norm.description, description => set({ description }))} label=${t('assessment_tests.norm_description')} hint=${t('assessment_tests.norm_description_hint')} optional autocomplete="off" />
    </div>
    <div class="row test-key-head"><${Select} label=${t('assessment_tests.scale')} value=${String(at)} onValue=${scale => show({ scale: Number(scale) })} options=${scales} width="short" />
      <${Menu} label=${t('assessment_tests.acts', { name: norm.name })} icon="more" items=${items}>${t('assessment_tests.norm_acts')}<//></div>
    <${Borders} key=${`${norm.id} ${entries.scales[at].id}`} editor=${editor} n=${n} norm=${norm} scale=${entries.scales[at]} />`;
}

export function Norms({ editor }) {
  const { entries, view, show, put, focus } = editor;
  if (!entries.scales.length) return html`<${Empty} icon="chart" title=${t('assessment_tests.no_scales.title')} action=${html`<${ButtonLink} kind="primary" href="?tab=scales" data-keep-place>${t('assessment_tests.to_scales')}<//>`}>${t('assessment_tests.no_scales.text')}<//>`;
  const add = () => { put({ ...entries, norms: [...entries.norms, { id: newId(), name: '', description: '', normColumns: [] }] }); show({ norm: entries.norms.length }); focus('norms', entries.norms.length, 'name'); };
  const button = kind => html`<${Button} kind=${kind} icon="plus" onClick=${add}>${t('assessment_tests.add_norm')}<//>`;
  if (!entries.norms.length) return html`<${Empty} icon="people" title=${t('assessment_tests.no_norms.title')} action=${button('primary')}>${t('assessment_tests.no_norms.text')}<//>`;
  const n = Math.min(view.norm, entries.norms.length - 1);
  return html`
    <p class="muted">${t('assessment_tests.norms_lead')}</p>
    <div class="switch test-norms" role="group" aria-label=${t('assessment_tests.tab.norms')}>
      ${entries.norms.map((norm, i) => html`<${Button} key=${norm.id} small aria-current=${i === n ? 'true' : undefined} onClick=${() => show({ norm: i })}>${norm.name || t('assessment_tests.no_name')}<//>`)}
      ${button('secondary')}</div>
    <${Norm} key=${entries.norms[n].id} editor=${editor} n=${n} />`;
}
