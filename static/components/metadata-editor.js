// Typed metadata to write: a treegrid of key, type, value and unit. Enter adds a row, Alt and arrows move it, Alt and Delete removes it;
// every deed is in the row's menu too.
import { Component, html, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { language, plural, t } from '../i18n/text.js';
import { announce } from './announcer.js';
import { Button } from './button.js';
import { confirm } from './dialog.js';
import { Icon } from './icon.js';
import { Menu } from './menu.js';
import { MetadataDetails, rulesInWords } from './metadata-details.js';
import * as model from './metadata-model.js';
import { toast } from './toast.js';

const words = {
  str: () => t('research.meta.type.str'), int: () => t('research.meta.type.int'), float: () => t('research.meta.type.float'), bool: () => t('research.meta.type.bool'),
  date: () => t('research.meta.type.date'), dict: () => t('research.meta.type.dict'), list: () => t('research.meta.type.list'),
};
export const typeWord = type => words[type]?.() ?? type;

const two = value => String(value).padStart(2, '0');

/** An instant as a field for local dates shows it. */
export function local(iso) {
  const at = new Date(iso || NaN);
  if (Number.isNaN(at.getTime())) return '';
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const cellId = (id, field) => `meta-${id}-${field}`;

function ValueField({ node, wiring, set }) {
  const { type, value, validation } = node;
  if (model.isBranch(type)) {
    const { 'aria-label': label, ...rest } = wiring;
    return html`<button type="button" class="meta-fold" ...${rest} aria-expanded=${node.open} onClick=${() => set({ open: !node.open })}>
      <${Icon} name=${node.open ? 'down' : 'right'} size=${16} /><span class="visually-hidden">${label}: </span>${plural('research.meta.entries', node.children.length)}</button>`;
  }
  if (type === 'bool') {
    const chosen = value === null || value === undefined ? '' : String(value);
    return html`<select class="input" ...${wiring} value=${chosen} onChange=${event => set({ value: event.target.value === '' ? null : event.target.value === 'true' })}>
      ${[['', t('research.meta.no_value')], ['true', t('components.yes')], ['false', t('components.no')]].map(([key, word]) => html`<option key=${key} value=${key} selected=${key === chosen}>${word}</option>`)}</select>`;
  }
  if (validation.options?.length) {
    const options = ['', ...validation.options.map(String)];
    return html`<select class="input" ...${wiring} value=${value} onChange=${event => set({ value: event.target.value })}>
      ${(options.includes(String(value)) ? options : [...options, String(value)]).map(option => html`<option key=${option} value=${option} selected=${option === String(value)}>${option || t('research.meta.no_value')}</option>`)}</select>`;
  }
  if (type === 'date') return html`<input class="input" type="datetime-local" step="1" ...${wiring} value=${local(value)} onInput=${event => set({ value: event.target.value ? new Date(event.target.value).toISOString() : '' })} />`;
  if (type === 'str') return html`<textarea class="input" rows="1" ...${wiring} value=${value} onInput=${event => set({ value: event.target.value })}></textarea>`;
  return html`<input class="input figure" inputmode=${type === 'int' ? 'numeric' : 'decimal'} autocomplete="off" ...${wiring} value=${value} onInput=${event => set({ value: event.target.value })} />`;
}

/** Label, description and state of one control in a cell. */
const wire = (node, field, label, fault, about) => ({
  id: cellId(node.id, field), 'data-field': field, 'aria-label': label, 'aria-invalid': fault ? 'true' : undefined,
  'aria-describedby': [fault && `${cellId(node.id, field)}-fault`, about].filter(Boolean).join(' ') || undefined,
});

const Fault = ({ node, field, text }) => (text ? html`<p class="fault" id=${`${cellId(node.id, field)}-fault`}><${Icon} name="error" size=${16} /><span>${text}</span></p>` : null);

function Row({ row, faults = {}, deeds }) {
  const { node, level, position, setSize, parent } = row;
  const set = changes => deeds.set(node.id, changes);
  const inList = parent?.type === 'list';
  const name = inList ? t('research.meta.item', { position }) : node.key || t('research.meta.entry');
  const rule = rulesInWords(node.validation, node.type);
  const about = `${cellId(node.id, 'about')}`;
  const label = column => t('research.meta.cell', { column, name });
  const more = faults.term || faults.validation || faults.description;
  const items = [
    { label: t('research.meta.details'), icon: 'edit', run: () => deeds.details(node) },
    { label: t('research.meta.add_below'), icon: 'plus', run: () => deeds.add(node.id) },
    model.isBranch(node.type) && { label: t('research.meta.add_inside'), icon: 'plus', run: () => deeds.addInside(node.id) },
    null,
    { label: t('research.meta.up'), icon: 'up', run: () => deeds.move(node.id, 'up') },
    { label: t('research.meta.down'), icon: 'down', run: () => deeds.move(node.id, 'down') },
    { label: t('research.meta.in'), icon: 'right', run: () => deeds.move(node.id, 'in') },
    { label: t('research.meta.out'), icon: 'left', run: () => deeds.move(node.id, 'out') },
    null,
    { label: t('research.meta.remove'), icon: 'trash', danger: true, run: () => deeds.remove(node.id) },
  ].filter(item => item !== false);
  return html`
    <div class="meta-row" role="row" aria-level=${level} aria-posinset=${position} aria-setsize=${setSize} aria-expanded=${model.isBranch(node.type) ? node.open : undefined}
      style=${{ '--level': level - 1 }} onKeyDown=${event => deeds.keys(event, row)}>
      <div role="gridcell" class="meta-cell key">
        ${inList ? html`<span class="meta-position">${position}.</span>` : html`<input class="input" autocomplete="off" ...${wire(node, 'key', label(t('research.meta.key')), faults.key)} value=${node.key} onInput=${event => set({ key: event.target.value })} onPaste=${event => deeds.paste(event, node)} />`}
        <${Fault} node=${node} field="key" text=${faults.key} /></div>
      <div role="gridcell" class="meta-cell type">
        <select class="input" ...${wire(node, 'type', label(t('research.type')), faults.type)} value=${node.type} onChange=${event => deeds.retype(node, event.target)}>
          ${model.types.map(type => html`<option key=${type} value=${type} selected=${type === node.type}>${typeWord(type)}</option>`)}</select>
        <${Fault} node=${node} field="type" text=${faults.type} /></div>
      <div role="gridcell" class="meta-cell value">
        <${ValueField} node=${node} set=${set} wiring=${wire(node, 'value', label(t('research.meta.value')), faults.value, (rule || node.description || node.term) && about)} />
        <${Fault} node=${node} field="value" text=${faults.value} />
        ${(rule || node.description || node.term) && html`<p class="hint" id=${about}>${[node.description, rule].filter(Boolean).join(' · ')}${node.term && html`<span class="meta-iri"> ${node.term}</span>`}</p>`}
        ${more && html`<p class="fault"><${Icon} name="error" size=${16} /><span>${[faults.description, faults.term, faults.validation].filter(Boolean).join(' ')} <button type="button" class="link" id=${cellId(node.id, 'more')} onClick=${() => deeds.details(node)}>${t('research.meta.details')}</button></span></p>`}</div>
      <div role="gridcell" class="meta-cell unit">
        ${model.isNumber(node.type) && html`<input class="input" autocomplete="off" ...${wire(node, 'unit', label(t('research.meta.unit')), faults.unit)} value=${node.unit} placeholder=${t('research.meta.unit')} onInput=${event => set({ unit: event.target.value })} />`}
        <${Fault} node=${node} field="unit" text=${faults.unit} /></div>
      <div role="gridcell" class="meta-cell acts">
        ${model.isBranch(node.type) && html`<${Button} small kind="quiet" class="only-icon" label=${t('research.meta.add_inside_named', { name })} title=${t('research.meta.add_inside')} onClick=${() => deeds.addInside(node.id)}><${Icon} name="plus" /><//>`}
        <${Menu} small iconOnly icon="more" label=${t('research.meta.acts', { name })} items=${items} /></div>
    </div>`;
}

const place = ({ row, faults, words }) => [row.node, row.level, row.position, row.setSize, row.parent?.type, faults, words];

/** A row is drawn anew only when it, its place or its faults changed: hundreds of entries stay quick to type in. */
class StillRow extends Component {
  shouldComponentUpdate(next) {
    const now = place(this.props);
    return place(next).some((part, i) => part !== now[i]);
  }

  render({ row, faults, deeds }) { return html`<${Row} row=${row} faults=${faults} deeds=${deeds} />`; }
}

const ways = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' };

/** The deeds of rows: each changes the tree, says so and puts the focus where one goes on. */
function useDeeds({ nodes, onNodes, setDetails }) {
  const latest = useRef(nodes);
  latest.current = nodes;
  const aim = useRef(null);
  const put = (next, focus) => { aim.current = focus ?? null; latest.current = next; onNodes(next); };
  useLayoutEffect(() => {
    if (!aim.current) return;
    const { id, field } = aim.current;
    aim.current = null;
    (document.getElementById(cellId(id, field)) ?? document.getElementById(cellId(id, 'value')) ?? document.getElementById(cellId(id, 'type')))?.focus();
  });
  const first = id => ({ id, field: 'key' });
  const deeds = {
    set: (id, changes) => put(model.update(latest.current, id, changes)),
    add(id) { const node = model.fresh(); put(model.insertAfter(latest.current, id, [node]), first(node.id)); },
    addInside(id) { const node = model.fresh(); put(model.insertInside(latest.current, id, [node]), first(node.id)); },
    details: node => setDetails(node),
    move(id, way, field = 'key') {
      const next = model.move(latest.current, id, way);
      if (next === latest.current) { announce(t('research.meta.cannot_move')); return; }
      put(next, { id, field });
      const row = model.rowsOf(next, { all: true }).find(entry => entry.node.id === id);
      announce(t('research.meta.moved', { position: row.position, count: row.setSize, level: row.level }));
    },
    remove(id) {
      const rows = model.rowsOf(latest.current);
      const at = rows.findIndex(row => row.node.id === id);
      const before = latest.current;
      const near = rows[at + 1 + model.rowsOf(rows[at].node.open ? rows[at].node.children : []).length] ?? rows[at - 1];
      put(model.remove(before, id), near && first(near.node.id));
      toast(t('research.meta.removed', { name: rows[at].node.key || t('research.meta.entry') }), { undo: () => put(before, first(id)) });
    },
    async retype(node, select) {
      const { node: next, lost } = model.convert(node, select.value);
      if (lost) {
        const wanted = select.value;
        select.value = node.type;
        if (!(await confirm({ title: t('research.meta.lost_title', { type: typeWord(wanted) }), text: t('research.meta.lost_text'), verb: t('research.meta.lost_verb'), danger: true }))) return;
      }
      put(model.update(latest.current, node.id, next));
    },
    paste(event, node) {
      const added = model.pasted(event.clipboardData?.getData('text/plain') ?? '');
      if (!added) return;
      event.preventDefault();
      const tree = model.insertAfter(latest.current, node.id, added);
      put(node.key || node.value ? tree : model.remove(tree, node.id), first(added[added.length - 1].id));
      announce(plural('research.meta.pasted', added.length));
    },
    keys(event, row) {
      const field = event.target.dataset?.field;
      if (!field || event.defaultPrevented) return;
      if (event.altKey && ways[event.key]) { event.preventDefault(); deeds.move(row.node.id, ways[event.key], field); return; }
      if (event.altKey && event.key === 'Delete') { event.preventDefault(); deeds.remove(row.node.id); return; }
      if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.target.matches('button, select')) { event.preventDefault(); deeds.add(row.node.id); return; }
      const rows = model.rowsOf(latest.current);
      const at = rows.findIndex(entry => entry.node.id === row.node.id);
      const jump = event.ctrlKey ? { Home: 0, End: rows.length - 1 }[event.key] : event.target.matches('select, [type=datetime-local]') ? undefined : { ArrowUp: at - 1, ArrowDown: at + 1 }[event.key];
      if (jump === undefined || event.altKey || (event.target.matches('textarea') && event.target.value.includes('\n'))) return;
      const target = rows[jump];
      if (!target) return;
      event.preventDefault();
      (document.getElementById(cellId(target.node.id, field)) ?? document.getElementById(cellId(target.node.id, 'value')))?.focus();
    },
  };
  return deeds;
}

function JsonText({ nodes, onNodes, close }) {
  const [text, setText] = useState(() => JSON.stringify(model.toExtras(nodes), null, 2));
  const [wrong, setWrong] = useState(false);
  const take = () => {
    let found = null;
    try { found = JSON.parse(text); } catch { /* said below */ }
    const fine = Array.isArray(found) && found.every(entry => entry && model.types.includes(entry.type));
    setWrong(!fine);
    if (fine) { onNodes(model.fromExtras(found)); close(); }
  };
  return html`<div class="stack-2">
    <textarea class="input code" rows="14" spellcheck=${false} aria-label=${t('research.meta.json')} aria-invalid=${wrong ? 'true' : undefined} aria-describedby=${wrong ? 'meta-json-fault' : undefined} value=${text} onInput=${event => setText(event.target.value)}></textarea>
    ${wrong && html`<p class="fault" role="alert" id="meta-json-fault"><${Icon} name="error" size=${16} /><span>${t('research.meta.json_wrong')}</span></p>`}
    <div class="row"><${Button} onClick=${take}>${t('research.meta.take')}<//><${Button} kind="quiet" onClick=${close}>${t('components.cancel')}<//></div></div>`;
}

/** `nodes` of metadata-model.js; `faults`: { id: { field: text } }. */
export function MetadataEditor({ nodes, onNodes, faults = {}, label }) {
  const [details, setDetails] = useState(null);
  const [json, setJson] = useState(false);
  const deeds = useDeeds({ nodes, onNodes, setDetails });
  const rows = model.rowsOf(nodes);
  const head = ['research.meta.key', 'research.type', 'research.meta.value', 'research.meta.unit'];
  if (json) return html`<${JsonText} nodes=${nodes} onNodes=${onNodes} close=${() => setJson(false)} />`;
  return html`
    ${rows.length > 0 && html`<div class="meta-grid" role="treegrid" aria-label=${label} aria-rowcount=${rows.length + 1}>
      <div class="meta-head" role="row">${head.map(key => html`<span key=${key} role="columnheader">${t(key)}</span>`)}<span role="columnheader"><span class="visually-hidden">${t('components.table.actions')}</span></span></div>
      ${rows.map(row => html`<${StillRow} key=${row.node.id} row=${row} faults=${faults[row.node.id]} deeds=${deeds} words=${language.value} />`)}
    </div>`}
    <div class="row">
      <${Button} icon="plus" onClick=${() => deeds.add(null)}>${t('research.meta.add')}<//>
      <${Button} kind="quiet" icon="code" onClick=${() => setJson(true)}>${t('research.meta.json')}<//>
    </div>
    <p class="hint">${t('research.meta.keys')}</p>
    ${details && html`<${MetadataDetails} node=${details} faults=${faults[details.id]} close=${() => setDetails(null)} save=${changes => { deeds.set(details.id, changes); setDetails(null); }} />`}`;
}
