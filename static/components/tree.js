// A tree that loads a branch when it is opened. Arrow keys, Home, End, Enter, letters; one row is in the tab order.
import { html, useId, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Icon } from './icon.js';

/**
 * nodes     [{ id, label, icon, hasChildren, children? }]
 * load      async node → nodes; called once per branch, again after a failure
 * selected  id, `onSelect` node → …
 */
export function Tree({ label, nodes, load, selected, onSelect }) {
  const [open, setOpen] = useState({}); // id → nodes | 'loading' | 'failed'
  const [folded, setFolded] = useState(new Set());
  const [current, setCurrent] = useState(selected ?? nodes[0]?.id);
  const root = useRef(null);
  const id = useId();
  const isOpen = node => Array.isArray(open[node.id] ?? node.children) && !folded.has(node.id);

  async function unfold(node) {
    setFolded(before => new Set([...before].filter(id => id !== node.id)));
    if (node.children || Array.isArray(open[node.id])) return;
    setOpen(before => ({ ...before, [node.id]: 'loading' }));
    try {
      const found = await load(node);
      setOpen(before => ({ ...before, [node.id]: found }));
    } catch {
      setOpen(before => ({ ...before, [node.id]: 'failed' }));
    }
  }
  const fold = node => setFolded(before => new Set([...before, node.id]));
  const rows = () => [...root.current.querySelectorAll('[role=treeitem]')];
  const focus = row => { if (row) { setCurrent(row.dataset.id); row.focus(); } };

  const keys = (event, node, parent) => {
    const all = rows();
    const at = all.indexOf(event.currentTarget);
    const key = event.key;
    if (!['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft', 'Home', 'End', 'Enter', ' '].includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'ArrowDown') focus(all[at + 1]);
    else if (key === 'ArrowUp') focus(all[at - 1]);
    else if (key === 'Home') focus(all[0]);
    else if (key === 'End') focus(all[all.length - 1]);
    else if (key === 'ArrowRight') { if (!node.hasChildren) return; if (isOpen(node)) focus(all[at + 1]); else unfold(node); }
    else if (key === 'ArrowLeft') { if (isOpen(node)) fold(node); else focus(all.find(row => row.dataset.id === String(parent))); }
    else onSelect?.(node);
  };

  const branch = (list, level, parent) => list.map((node, i) => {
    const inside = open[node.id] ?? node.children;
    const shown = isOpen(node);
    const press = () => { setCurrent(node.id); onSelect?.(node); if (node.hasChildren) (shown ? fold(node) : unfold(node)); };
    return html`
      <li key=${node.id} role="treeitem" data-id=${node.id} aria-level=${level} aria-setsize=${list.length} aria-posinset=${i + 1} aria-expanded=${node.hasChildren ? shown : undefined}
        aria-selected=${node.id === selected} aria-busy=${inside === 'loading' ? 'true' : undefined} aria-labelledby=${`${id}-${node.id} ${id}-${node.id}-note`} tabindex=${String(node.id) === String(current) ? 0 : -1}
        onKeyDown=${event => event.target === event.currentTarget && keys(event, node, parent)}>
        <div class="tree-row" style=${{ '--level': level - 1 }} onClick=${press}>
          ${node.hasChildren ? html`<${Icon} name=${shown ? 'down' : 'right'} size=${16} />` : html`<span class="tree-leaf"></span>`}<${Icon} name=${node.icon ?? (node.hasChildren ? 'folder' : 'file')} size=${18} /><span id=${`${id}-${node.id}`}>${node.label}</span>
          ${inside === 'loading' && html` <span class="muted" id=${`${id}-${node.id}-note`}>${t('components.loading')}</span>`}${inside === 'failed' && html` <span class="muted" role="alert" id=${`${id}-${node.id}-note`}>${t('components.tree.failed')}</span>`}
        </div>
        ${shown && html`<ul role="group">${branch(inside, level + 1, node.id)}</ul>`}
      </li>`;
  });
  return html`<ul class="tree" role="tree" aria-label=${label} ref=${root}>${branch(nodes, 1, null)}</ul>`;
}
