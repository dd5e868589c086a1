// The pages of a test and what stands on each: pages beside, the parts of the open one in a list, one of them open.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { TextField } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { Menu } from '../../components/menu.js';
import { toast } from '../../components/toast.js';
import { ComponentFields } from './test-component.js';
import * as model from './test-model.js';
import { arrows, Handle, orderItems, useDragging } from './test-order.js';
import { agreement, kindWord, signOf, titleOf } from './test-words.js';

const wrongIn = (editor, ...start) => editor.checks.faults.filter(fault => start.every((part, i) => String(part) === fault.path[i])).length;

export const Wrong = ({ count }) => (count ? html`<span class="test-wrong"><${Icon} name="error" size=${16} /><span>${t('assessment_tests.wrong', { count })}</span></span>` : null);

function screenDeeds(editor) {
  const { entries, put, show, focus } = editor;
  return {
    add: () => { const at = entries.screens.length; put(model.addScreen(entries, t('assessment_tests.page'))); show({ s: at, c: null }); focus('screens', at, 'name'); },
    move: (from, to) => {
      const next = model.moveScreen(entries, from, to);
      if (next === entries) { announce(t('assessment_tests.cannot_move')); return; }
      put(next);
      show({ s: to });
      focus('screens', to);
      announce(t('assessment_tests.moved', { position: to + 1, count: entries.screens.length }));
    },
    remove: s => {
      put(model.removeScreen(entries, s));
      show({ s: Math.max(0, Math.min(s, entries.screens.length - 2)), c: null });
      if (entries.screens.length > 1) focus('screens', Math.min(s, entries.screens.length - 2));
      toast(t('assessment_tests.removed', { name: entries.screens[s].name }), { undo: () => { put(entries); show({ s }); } });
    },
  };
}

function Screens({ editor, open }) {
  const { entries, show } = editor;
  const deeds = screenDeeds(editor);
  const drag = useDragging(deeds.move);
  return html`<nav class="test-pages" aria-label=${t('assessment_tests.pages')}>
    <ol>${entries.screens.map((screen, s) => html`
      <li key=${screen.id} class="test-page" ...${drag.row(s)}>
        <${Handle} ...${drag.handle(s)} />
        <button type="button" id=${model.placeOf(['screens', s])} class="test-page-name" aria-current=${s === open ? 'true' : undefined} onClick=${() => show({ s, c: null })} onKeyDown=${arrows(way => deeds.move(s, s + way))}>
          <span>${screen.name || t('assessment_tests.no_name')}</span><span class="hint">${plural('assessment_tests.parts_count', screen.components.length)}</span><${Wrong} count=${wrongIn(editor, 'screens', s)} /></button>
        <${Menu} small iconOnly icon="more" label=${t('assessment_tests.acts', { name: screen.name })} items=${[...orderItems(s, entries.screens.length, way => deeds.move(s, s + way)), null, { label: t('assessment_tests.remove'), icon: 'trash', danger: true, run: () => deeds.remove(s) }]} />
      </li>`)}</ol>
    <div><${Button} small icon="plus" onClick=${deeds.add}>${t('assessment_tests.add_page')}<//></div>
  </nav>`;
}

function componentDeeds(editor, s) {
  const { entries, put, show, focus } = editor;
  const { components } = entries.screens[s];
  const open = (c, id) => { show({ c: id }); focus('screens', s, 'components', c, 'text'); };
  return {
    add: (type, at) => { const made = model.newComponent(entries, s, type, agreement()); put(model.addComponent(entries, s, made, at)); open(at, made.id); },
    copy: c => { const next = model.copyComponent(entries, s, c); put(next); open(c + 1, next.screens[s].components[c + 1].id); },
    move: (from, to) => {
      const next = model.moveComponent(entries, s, from, to);
      if (next === entries) { announce(t('assessment_tests.cannot_move')); return; }
      put(next);
      focus('screens', s, 'components', to);
      announce(t('assessment_tests.moved', { position: to + 1, count: components.length }));
    },
    carry: (c, to) => { put(model.carryComponent(entries, s, c, to)); show({ s: to, c: components[c].id }); focus('screens', to, 'components', entries.screens[to].components.length); },
    remove: c => {
      put(model.removeComponent(entries, s, c));
      focus('screens', s, 'components', Math.min(c, components.length - 2));
      toast(t('assessment_tests.removed', { name: titleOf(components[c]) }), { undo: () => { put(entries); focus('screens', s, 'components', c); } });
    },
  };
}

const addItems = add => model.types.map(type => ({ label: kindWord(type), icon: signOf(type), run: () => add(type) }));

function Part({ editor, s, c, component, deeds, drag }) {
  const { entries, view, show } = editor;
  const isOpen = view.c === component.id;
  const id = model.placeOf(['screens', s, 'components', c]);
  const count = entries.screens[s].components.length;
  const elsewhere = entries.screens.map((screen, to) => ({ label: t('assessment_tests.to_page', { name: screen.name }), icon: 'right', run: () => deeds.carry(c, to), to })).filter(item => item.to !== s);
  const items = [
    ...orderItems(c, count, way => deeds.move(c, c + way)), null, { label: t('assessment_tests.copy_part'), icon: 'copy', run: () => deeds.copy(c) }, ...elsewhere.slice(0, 12), null,
    { label: t('assessment_tests.remove'), icon: 'trash', danger: true, run: () => deeds.remove(c) },
  ];
  return html`<li class="test-part" data-open=${isOpen ? '' : undefined} ...${drag.row(c)}>
    <div class="test-part-head">
      <${Handle} ...${drag.handle(c)} />
      <button type="button" id=${id} class="test-part-name" aria-expanded=${isOpen} aria-controls=${isOpen ? `${id}-body` : undefined} onClick=${() => show({ c: isOpen ? null : component.id })} onKeyDown=${arrows(way => deeds.move(c, c + way))}>
        <${Icon} name=${signOf(component.type)} size=${18} /><span class="test-part-words"><span class="test-part-text">${titleOf(component)}</span>
        <span class="hint">${[kindWord(component.type), component.name, component.required && t('assessment_tests.required')].filter(Boolean).join(' · ')}</span>
        <${Wrong} count=${wrongIn(editor, 'screens', s, 'components', c)} /></span></button>
      <${Menu} small iconOnly icon="more" label=${t('assessment_tests.acts', { name: titleOf(component) })} items=${items} />
    </div>
    ${isOpen && html`<div class="test-part-body" id=${`${id}-body`}><${ComponentFields} editor=${editor} s=${s} c=${c} component=${component} /></div>`}
  </li>`;
}

export function Questions({ editor }) {
  const { entries, view, put } = editor;
  const s = Math.min(view.s, entries.screens.length - 1);
  const screen = entries.screens[s];
  const deeds = screen && componentDeeds(editor, s);
  const drag = useDragging((from, to) => deeds.move(from, to));
  if (!screen) return html`<${Empty} icon="list" title=${t('assessment_tests.no_pages.title')} action=${html`<${Button} kind="primary" icon="plus" onClick=${screenDeeds(editor).add}>${t('assessment_tests.add_page')}<//>`}>${t('assessment_tests.no_pages.text')}<//>`;
  return html`<div class="test-split">
    <${Screens} editor=${editor} open=${s} />
    <div class="stack test-open">
      <${TextField} ...${editor.field(['screens', s, 'name'], screen.name, name => put(model.renameScreen(entries, s, name)))} label=${t('assessment_tests.page_name')} hint=${t('assessment_tests.page_name_hint')} autocomplete="off" maxlength="200" required />
      ${screen.components.length === 0 && html`<p class="muted">${t('assessment_tests.page_empty')}</p>`}
      ${screen.components.length > 0 && html`<ol class="test-parts" aria-label=${t('assessment_tests.parts')}>${screen.components.map((component, c) => html`<${Part} key=${component.id} ...${{ editor, s, c, component, deeds, drag }} />`)}</ol>`}
      <div class="row"><${Menu} kind="secondary" align="start" icon="plus" label=${t('assessment_tests.add_part')} items=${addItems(type => deeds.add(type, screen.components.length))} />
        <span class="hint">${t('assessment_tests.keys')}</span></div>
    </div>
  </div>`;
}
