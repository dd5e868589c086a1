// A tree that loads a branch when it is opened. Arrow keys, Home, End, Enter, letters; one row is in the tab order.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Icon } from './icon.js';

/**
 * nodes     [{ id, label, icon, hasChildren, children? }]
 * load      async node → nodes; called once per branch, again after a failure
 * selected  id, `onSelect` node → …
 * apart     only the sign before a name folds and unfolds; a press on the name selects and nothing else
 * turn      another number: what is open is loaded again and stays open
 * reveal    ids from the top that are opened, again when they are others
 */
export function Tree({ label, nodes, load, selected, onSelect, apart = false, turn = 0, reveal = [] }) {
  const [open, setOpen] = useState({}); // id → nodes | 'loading' | 'failed'
  const [folded, setFolded] = useState(new Set());
  const [current, setCurrent] = useState(selected ?? nodes[0]?.id);
  const root = useRef(null);
  const id = useId();
  const insideOf = node => open[node.id] ?? node.children;
  const isOpen = node => Array.isArray(insideOf(node)) && !folded.has(node.id);
  const isBranch = node => node.hasChildren && !(Array.isArray(insideOf(node)) && insideOf(node).length === 0); // nothing in it, as opening showed

  const latest = useRef(open);
  latest.current = open;
  const opened = useRef(new Map()); // id → node that was loaded
  const put = (node, found) => setOpen(before => ({ ...before, [node.id]: found }));

  /** The nodes that are seen then, or null. */
  async function unfold(node) {
    setFolded(before => new Set([...before].filter(id => id !== node.id)));
    if (node.children) return node.children;
    if (Array.isArray(latest.current[node.id])) return latest.current[node.id];
    put(node, 'loading');
    try {
      const found = await load(node);
      opened.current.set(node.id, node);
      put(node, found);
      return found;
    } catch {
      put(node, 'failed');
      return null;
    }
  }
  useEffect(() => { if (turn) for (const node of opened.current.values()) load(node).then(found => put(node, found), () => {}); }, [turn]);
  useEffect(() => {
    const follow = async () => {
      let list = nodes;
      for (const wanted of reveal) {
        const node = list?.find(entry => entry.id === wanted);
        list = node && (await unfold(node));
      }
    };
    follow();
  }, [reveal.join(' ')]);
  useLayoutEffect(() => { // the row that could be reached by Tab may have gone
    if (!root.current.querySelector('[role=treeitem][tabindex="0"]')) setCurrent(rows()[0]?.dataset.id);
  });
  const fold = node => setFolded(before => new Set([...before, node.id]));
  const rows = () => [...root.current.querySelectorAll('[role=treeitem]')];
  const focus = row => { if (row) { setCurrent(row.dataset.id); row.focus(); } };

  const keys = (event, node, parent) => {
    const all = rows();
    const at = all.indexOf(event.currentTarget);
    const key = event.key;
    if (key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const begins = row => row.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
      focus([...all.slice(at + 1), ...all.slice(0, at)].find(begins));
      event.preventDefault();
      return;
    }
    if (!['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft', 'Home', 'End', 'Enter', ' '].includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'ArrowDown') focus(all[at + 1]);
    else if (key === 'ArrowUp') focus(all[at - 1]);
    else if (key === 'Home') focus(all[0]);
    else if (key === 'End') focus(all[all.length - 1]);
    else if (key === 'ArrowRight') { if (!isBranch(node)) return; if (isOpen(node)) focus(all[at + 1]); else unfold(node); }
    else if (key === 'ArrowLeft') { if (isBranch(node) && isOpen(node)) fold(node); else focus(all.find(row => row.dataset.id === String(parent))); }
    else onSelect?.(node);
  };

  const branch = (list, level, parent) => list.map((node, i) => {
    const inside = insideOf(node);
    const unfolds = isBranch(node);
    const shown = isOpen(node);
    const press = event => {
      const onSign = Boolean(event.target.closest('.tree-sign'));
      setCurrent(node.id);
      if (!apart || !onSign) onSelect?.(node);
      if (unfolds && (!apart || onSign)) (shown ? fold(node) : unfold(node));
    };
    return html`
      <li key=${node.id} role="none">
        <div class="tree-row" style=${{ '--level': level - 1 }} onClick=${press} role="treeitem" data-id=${node.id} aria-level=${level} aria-setsize=${list.length} aria-posinset=${i + 1} aria-expanded=${unfolds ? shown : undefined}
        aria-selected=${node.id === selected} aria-busy=${inside === 'loading' ? 'true' : undefined} aria-labelledby=${`${id}-${node.id} ${id}-${node.id}-note`} tabindex=${String(node.id) === String(current) ? 0 : -1}
          onKeyDown=${event => keys(event, node, parent)}>
          ${unfolds ? html`<span class="tree-sign"><${Icon} name=${shown ? 'down' : 'right'} size=${16} /></span>` : html`<span class="tree-leaf"></span>`}
          <${Icon} name=${node.icon ?? (node.hasChildren ? 'folder' : 'file')} size=${18} /><span id=${`${id}-${node.id}`}>${node.label}</span>
          ${inside === 'loading' && html` <span class="muted" id=${`${id}-${node.id}-note`}>${t('components.loading')}</span>`}${inside === 'failed' && html` <span class="muted" role="alert" id=${`${id}-${node.id}-note`}>${t('components.tree.failed')}</span>`}
        </div>
        ${shown && unfolds && html`<ul role="group">${branch(inside, level + 1, node.id)}</ul>`}
      </li>`;
  });
  return html`<ul class="tree" role="tree" aria-label=${label} ref=${root}>${branch(nodes, 1, null)}</ul>`;
}
