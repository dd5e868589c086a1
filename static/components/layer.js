// Places a popover beside its anchor, inside the window.
const gap = 4;

export function place(layer, anchor, { align = 'start', match = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (match) layer.style.minWidth = `${at.width}px`;
  const size = layer.getBoundingClientRect();
  const wished = align === 'end' ? at.right - size.width : at.left;
  const left = Math.max(gap, Math.min(wished, innerWidth - size.width - gap));
  const below = innerHeight - at.bottom - gap;
  const up = size.height > below && at.top > below;
  layer.style.left = `${left}px`;
  layer.style.top = up ? `${Math.max(gap, at.top - size.height - gap)}px` : `${at.bottom + gap}px`;
  layer.style.maxHeight = `${Math.max(120, (up ? at.top : below) - 2 * gap)}px`;
}
