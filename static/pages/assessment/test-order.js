// Putting things in order: by dragging a handle, by Alt and arrows, by a menu.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Icon } from '../../components/icon.js';

/** `move(from, to)`. `row(i)` are the attributes of the row that takes a drop, `handle(i)` those of what is dragged. */
export function useDragging(move) {
  const [from, setFrom] = useState(null);
  const [over, setOver] = useState(null);
  const end = () => { setFrom(null); setOver(null); };
  return {
    row: i => ({
      'data-over': from !== null && over === i && from !== i ? (from < i ? 'below' : 'above') : undefined,
      onDragOver: event => { if (from === null) return; event.preventDefault(); setOver(i); },
      onDrop: event => { if (from === null) return; event.preventDefault(); if (from !== i) move(from, i); end(); },
    }),
    handle: i => ({ draggable: true, onDragStart: event => { event.dataTransfer.setData('text/plain', ''); event.dataTransfer.effectAllowed = 'move'; setFrom(i); }, onDragEnd: end }),
  };
}

export const Handle = props => html`<span class="test-grip" aria-hidden="true" ...${props}><${Icon} name="grip" size=${18} /></span>`;

/** Alt with an arrow moves the row. */
export const arrows = move => event => {
  const way = event.altKey && !event.ctrlKey && !event.metaKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (way) { event.preventDefault(); event.stopPropagation(); move(way); }
};

/** Lines of a menu that move row `i` of `count`. */
export const orderItems = (i, count, move) => [
  { label: t('assessment_tests.up'), icon: 'up', why: i === 0 ? t('assessment_tests.is_first') : undefined, run: () => move(-1) },
  { label: t('assessment_tests.down'), icon: 'down', why: i === count - 1 ? t('assessment_tests.is_last') : undefined, run: () => move(1) },
];
