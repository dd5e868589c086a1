// Choosing by typing: people, tags, values. One or several; options are given or searched for.
import { html, useEffect, useId, useRef, useState } from '../vendor/ui.js';
import { plural, t } from '../i18n/text.js';
import { announce } from './announcer.js';
import { Field } from './field.js';
import { Icon } from './icon.js';
import { place } from './layer.js';

const matches = (options, text) => options.filter(option => option.label.toLowerCase().includes(text.trim().toLowerCase()));

/** Finds options while somebody types: from a list at once, from `search(text, signal)` after a short pause. */
function useOptions({ options, search, text, open }) {
  const [found, setFound] = useState({ rows: options ?? [], busy: false });
  useEffect(() => {
    if (!open) return undefined;
    if (!search) { setFound({ rows: matches(options, text), busy: false }); return undefined; }
    const stop = new AbortController();
    setFound(before => ({ ...before, busy: true }));
    const timer = setTimeout(async () => {
      try {
        const rows = await search(text.trim(), stop.signal);
        if (!stop.signal.aborted) setFound({ rows, busy: false });
      } catch (error) {
        if (!stop.signal.aborted) setFound({ rows: [], busy: false, failed: Boolean(error) });
      }
    }, 200);
    return () => { stop.abort(); clearTimeout(timer); };
  }, [text, open, options, search]);
  return found;
}

/**
 * options  [{ value, label, fact }] or search: async (text, signal) => the same
 * value    one option, or a list of them with `multiple`; `create` lets a typed text become { value, label }
 */
export function Combobox({ label, hint, error, id: given, value, onValue, options, search, multiple, create, placeholder, optional, required, name }) {
  const own = useId();
  const id = given ?? own;
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef(null);
  const layer = useRef(null);
  const chosen = multiple ? value ?? [] : [];
  const found = useOptions({ options, search, text, open });
  const typed = text.trim();
  const rows = found.rows.filter(row => !chosen.some(entry => entry.value === row.value));
  const shown = create && typed && !found.rows.some(row => row.label.toLowerCase() === typed.toLowerCase())
    ? [...rows, { value: typed, label: typed, fresh: true }] : rows;

  useEffect(() => {
    const node = layer.current;
    if (open) { if (!node.matches(':popover-open')) node.showPopover(); place(node, input.current, { match: true }); }
    else if (node.matches(':popover-open')) node.hidePopover();
  }, [open, shown.length]);
  useEffect(() => { if (open && !found.busy) announce(plural('components.combobox.found', shown.length)); }, [open, found.busy, shown.length]);
  useEffect(() => { layer.current.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }); }, [active]);

  const shut = () => { setOpen(false); setActive(-1); };
  const take = row => {
    const plain = { value: row.value, label: row.label, fact: row.fact };
    onValue(multiple ? [...chosen, plain] : plain);
    setText('');
    shut();
  };
  const choose = row => { take(row); input.current.focus(); };
  // What stands in the field is what counts: a text that names one option, or may become one, is taken; any other goes.
  const leave = () => {
    if (!typed) return;
    const named = found.busy ? [] : rows.filter(row => row.label.toLowerCase() === typed.toLowerCase());
    if (named.length === 1) take(named[0]);
    else if (create && !chosen.some(entry => entry.value === typed)) take({ value: typed, label: typed });
    else { setText(''); shut(); }
  };
  const remove = entry => { onValue(chosen.filter(other => other !== entry)); announce(t('components.combobox.removed', { name: entry.label })); input.current.focus(); };
  const keys = event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) { setOpen(true); setActive(0); return; }
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === 'Enter' && open && (active >= 0 || typed)) {
      event.preventDefault();
      const row = shown[Math.max(0, active)];
      if (row) choose(row);
    } else if (event.key === 'Escape' && open) { event.preventDefault(); event.stopPropagation(); shut(); }
    else if (event.key === 'Backspace' && !text && chosen.length) remove(chosen[chosen.length - 1]);
  };
  const listed = open && shown.length > 0;
  const display = open || multiple ? text : text || (value?.label ?? '');
  return html`<${Field} id=${id} label=${label} hint=${hint} error=${error} optional=${optional}>
    <div class="combobox">
      ${chosen.length > 0 && html`<ul class="chips" aria-label=${label}>${chosen.map(entry => html`
        <li key=${entry.value} class="chip">${entry.label}<button type="button" class="chip-remove" aria-label=${t('components.combobox.remove', { name: entry.label })} onClick=${() => remove(entry)}><${Icon} name="close" size=${16} /></button></li>`)}</ul>`}
      <div class="combobox-box">
        <input ref=${input} id=${id} name=${name} class="input" role="combobox" autocomplete="off" aria-autocomplete="list" aria-expanded=${listed} aria-controls=${`${id}-list`}
          aria-activedescendant=${listed && active >= 0 ? `${id}-option-${active}` : undefined} aria-invalid=${error ? 'true' : undefined} aria-required=${required ? 'true' : undefined}
          aria-describedby=${[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined} placeholder=${placeholder}
          value=${display} onInput=${event => { setText(event.target.value); setOpen(true); setActive(-1); if (!multiple && !event.target.value) onValue(null); }}
          onFocus=${event => event.target.select()} onClick=${() => setOpen(true)} onBlur=${event => { if (!layer.current?.contains(event.relatedTarget)) leave(); setTimeout(() => { if (document.activeElement !== input.current && !layer.current?.contains(document.activeElement)) shut(); }, 150); }} onKeyDown=${keys} />
        <${Icon} name="down" size=${18} />
      </div>
      <div ref=${layer} class="layer" popover="manual">
        <ul id=${`${id}-list`} role="listbox" aria-label=${label}>
          ${shown.map((row, i) => html`
            <li key=${row.value} id=${`${id}-option-${i}`} role="option" aria-selected=${i === active} class="layer-item plain" onPointerDown=${event => event.preventDefault()} onClick=${() => choose(row)}>
              <span>${row.fresh ? t('components.combobox.create', { name: row.label }) : row.label}${row.fact && html`<span class="hint">${row.fact}</span>`}</span></li>`)}
        </ul>
        ${!shown.length && html`<p class="layer-note">${found.busy ? t('components.loading') : found.failed ? t('components.combobox.failed') : t('components.combobox.none')}</p>`}
      </div>
    </div>
  <//>`;
}
