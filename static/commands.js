// Ctrl K: pages, commands, found things. `?`: the keys. Single letters can be switched off (Settings → Appearance).
import { effect, html, signal, useEffect, useId, useRef, useState } from './vendor/ui.js';
import { has, language, need, plural, t } from './i18n/text.js';
import { announce } from './components/announcer.js';
import { Dialog } from './components/dialog.js';
import { Icon } from './components/icon.js';
import { everyPage } from './navigation.js';
import { go } from './router.js';
import { session } from './state/session.js';

const open = signal(null); // 'palette' | 'keys'
export const keysOf = { palette: () => { open.value = 'palette'; }, show: () => { open.value = 'keys'; } };

const place = 'athenaeum.letters';
export const letters = signal(globalThis.localStorage?.getItem(place) !== 'off');
export function useLetters(on) {
  letters.value = on;
  localStorage.setItem(place, on ? 'on' : 'off');
}

const providers = signal([]);

/** The palette finds things with `find` (async (text, signal) → [{ label, fact, icon, href }]) for whoever is signed in, while `when()`. */
export const offer = (find, when) => effect(() => {
  const others = providers.peek().filter(provider => provider !== find);
  providers.value = session.value && when() ? [...others, find] : others;
});

const shortcuts = {
  '?': () => keysOf.show(),
  '/': () => document.querySelector('main input[type=search]')?.focus(),
  h: () => go('/app'),
  s: () => go('/app/settings'),
};
const typing = target => target.closest?.('input, textarea, select, [contenteditable=true], [role=menu], [role=grid], [role=treegrid], [role=tree]');
const modal = () => document.querySelector('dialog[open]');

export function listen() {
  const keys = event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      if (!modal()) keysOf.palette();
      return;
    }
    const meant = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    if (meant || !letters.value || typing(event.target) || modal()) return;
    if (shortcuts[event.key]) { event.preventDefault(); shortcuts[event.key](); }
  };
  document.addEventListener('keydown', keys);
  return () => document.removeEventListener('keydown', keys);
}

const areaOf = key => key.slice(0, key.indexOf('.'));

/** Pages of the session in words: without a text those of the rail, else those whose name or area has each of its words. */
function pagesFor(text) {
  const asked = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return everyPage()
    .filter(entry => (asked.length > 0 || entry.main) && has(entry.label))
    .map(({ label, icon, href, area }) => ({ label: t(label), fact: area && t(area), icon, href }))
    .filter(({ label, fact }) => asked.every(word => `${label} ${fact ?? ''}`.toLowerCase().includes(word)));
}

/** Pages below those of the rail are called by words of their own pages: they are fetched when the palette opens. */
function useWords() {
  const [, drawn] = useState(null);
  useEffect(() => {
    const areas = [...new Set(everyPage().map(entry => areaOf(entry.label)))];
    need(...areas).then(() => drawn(areas), () => {}); // without them the pages of the rail are found all the same
  }, [language.value]);
}

function useFound(text) {
  const [found, setFound] = useState([]);
  useEffect(() => {
    setFound([]);
    if (text.trim().length < 2) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const answers = await Promise.allSettled(providers.value.map(find => find(text.trim(), stop.signal)));
      if (!stop.signal.aborted) setFound(answers.flatMap(answer => answer.value ?? []));
    }, 200);
    return () => { stop.abort(); clearTimeout(timer); };
  }, [text]);
  return found;
}

export const Palette = () => (open.value === 'palette' ? html`<${PaletteDialog} />` : null);

function PaletteDialog() {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef(null);
  const id = useId();
  const found = useFound(text);
  useWords();
  const rows = [...pagesFor(text), ...found];
  const at = Math.min(active, Math.max(0, rows.length - 1));
  useEffect(() => { announce(plural('components.combobox.found', rows.length)); }, [rows.length]);
  useEffect(() => { box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }); }, [at]);
  const close = () => { open.value = null; };
  const run = row => { close(); if (row) go(row.href); };
  const keys = event => {
    const to = { ArrowDown: (at + 1) % Math.max(1, rows.length), ArrowUp: (at - 1 + rows.length) % Math.max(1, rows.length) }[event.key];
    if (to !== undefined) { event.preventDefault(); setActive(to); }
    if (event.key === 'Enter') { event.preventDefault(); run(rows[at]); }
  };
  return html`
    <${Dialog} title=${t('shell.search')} kind="light palette" onClose=${close}>
      <input class="input" role="combobox" aria-expanded="true" aria-controls=${`${id}-list`} aria-autocomplete="list" aria-label=${t('shell.search')}
        aria-activedescendant=${rows.length ? `${id}-${at}` : undefined} data-focus autocomplete="off" value=${text} onInput=${event => { setText(event.target.value); setActive(0); }} onKeyDown=${keys} />
      <ul id=${`${id}-list`} role="listbox" aria-label=${t('shell.search')} class="palette-list" ref=${box}>
        ${rows.map((row, i) => html`<li key=${row.href} id=${`${id}-${i}`} role="option" aria-selected=${i === at} class="layer-item" onClick=${() => run(row)}>
          <${Icon} name=${row.icon ?? 'file'} size=${18} /><span>${row.label}</span>${row.fact && html`<span class="muted">${row.fact}</span>`}</li>`)}
      </ul>
      ${!rows.length && html`<p class="muted">${t('components.combobox.none')}</p>`}
    <//>`;
}

export function Keys() {
  if (open.value !== 'keys') return null;
  const rows = [
    [[t('shell.keys.ctrl'), 'K'], t('shell.keys.palette')],
    ...(letters.value ? [[['?'], t('shell.keys.this')], [['/'], t('shell.keys.search')], [['h'], t('shell.keys.home')], [['s'], t('shell.keys.settings')]] : []),
    [['Tab'], t('shell.keys.tab')], [['F8'], t('shell.keys.messages')], [['Esc'], t('shell.keys.escape')], [['↑', '↓'], t('shell.keys.arrows')],
  ];
  return html`
    <${Dialog} title=${t('shell.keys.title')} kind="light" onClose=${() => { open.value = null; }}>
      <dl class="keys">${rows.map(([keys, what]) => html`<div key=${what}><dt>${keys.map(key => html`<kbd key=${key}>${key}</kbd>`)}</dt><dd>${what}</dd></div>`)}</dl>
      <p class="muted">${t(letters.value ? 'shell.keys.letters_on' : 'shell.keys.letters_off')}</p>
    <//>`;
}
