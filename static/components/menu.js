// A button that opens a list of actions or links. Arrow keys, Home, End, first letters, Escape.
import { html, useEffect, useId, useRef, useState } from '../vendor/ui.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { place } from './layer.js';

/** `items`: [{ label, lang, icon, href | run, danger, checked, why } | { heading } | null (a line)]; `describedBy`: the id of what it is for; `busy` while what was chosen goes on. */
export function Menu({ label, icon, items, kind = 'quiet', align = 'end', children, small, iconOnly, describedBy, busy }) {
  const [open, setOpen] = useState(false);
  const anchor = useRef(null);
  const layer = useRef(null);
  const id = useId();
  const entries = () => [...layer.current.querySelectorAll('[role^=menuitem]')];

  useEffect(() => {
    const node = layer.current;
    if (!open) return undefined;
    node.showPopover();
    place(node, anchor.current, { align });
    entries().at(open === 'last' ? -1 : 0)?.focus();
    const closed = event => { if (event.newState === 'closed') setOpen(false); };
    node.addEventListener('toggle', closed);
    return () => { node.removeEventListener('toggle', closed); if (node.matches(':popover-open')) node.hidePopover(); };
  }, [open]);

  const close = () => { setOpen(false); anchor.current?.querySelector('button')?.focus(); };
  const keys = event => {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); all[to].focus(); }
    else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); }
    else if (event.key === 'Tab') setOpen(false);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLowerCase();
      [...all.slice(at + 1), ...all.slice(0, at + 1)].find(entry => entry.textContent.trim().toLowerCase().startsWith(letter))?.focus();
    }
  };
  const arrow = event => { if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); setOpen(event.key === 'ArrowUp' ? 'last' : true); } };
  return html`
    <span class="menu" ref=${anchor} onKeyDown=${event => (open || busy ? null : arrow(event))}>
      <${Button} kind=${kind} small=${small} icon=${icon} busy=${busy} class=${iconOnly ? 'only-icon' : ''} label=${iconOnly || children ? label : undefined} title=${iconOnly ? label : undefined}
        aria-haspopup="menu" aria-describedby=${describedBy} aria-expanded=${Boolean(open)} aria-controls=${id} onClick=${() => setOpen(!open)}>${iconOnly ? null : children ?? label}<//>
      <div id=${id} ref=${layer} class="layer" popover="auto" role="menu" aria-label=${label} onKeyDown=${keys}>
        ${open && parts(items).map((part, i) => html`<${Part} key=${i} part=${part} close=${close} />`)}
      </div>
    </span>`;
}

/** What stands under one heading belongs together: two choices in one menu are told apart. A heading with nothing under it says so itself. */
const parts = items => items.reduce((found, item) => {
  if (item?.heading || found.length === 0) found.push({ heading: item?.heading, items: item?.heading ? [] : [item] });
  else if (item === null) found.push({ items: [item] });
  else found.at(-1).items.push(item);
  return found;
}, []);

function Part({ part, close }) {
  const name = useId();
  const rows = part.items.map((item, i) => html`<${Item} key=${i} item=${item} close=${close} />`);
  if (!part.heading) return rows;
  if (!rows.length) return html`<div class="layer-heading" role="menuitem" tabindex="-1" aria-disabled="true">${part.heading}</div>`;
  return html`<div role="group" aria-labelledby=${name}><div class="layer-heading" role="presentation" id=${name}>${part.heading}</div>${rows}</div>`;
}

function Item({ item, close }) {
  if (!item) return html`<div class="layer-line" role="separator"></div>`;
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio';
  const body = html`<${Icon} name=${item.checked ? 'check' : item.icon ?? 'none'} size=${18} /><span lang=${item.lang}>${item.label}${item.why && html`<span class="hint">${item.why}</span>`}</span>`;
  const look = `layer-item${item.danger ? ' danger' : ''}${item.icon || item.checked !== undefined ? '' : ' plain'}`;
  if (item.href) return html`<a class=${look} role=${role} tabindex="-1" href=${item.href} onClick=${close} download=${item.download}>${body}</a>`;
  const run = () => { if (item.why) return; close(); item.run(); };
  return html`<button type="button" class=${look} role=${role} tabindex="-1" aria-checked=${item.checked} aria-disabled=${item.why ? 'true' : undefined} onClick=${run}>${body}</button>`;
}
