"""What the tests of the whole app ask a page, in the page's language."""

WATCH_TASKS = """
window.tasks = [];
const watch = new PerformanceObserver(list => { for (const entry of list.getEntries()) window.tasks.push(entry.duration); });
watch.observe({ type: 'longtask', buffered: true });
"""

# Everything that could move by itself, or is moving.
MOVING = """
(() => {
  const running = document.getAnimations().filter(one => one.playState === 'running');
  const found = running.map(one => `running: ${one.animationName ?? one.transitionProperty}`);
  for (const node of document.querySelectorAll('*')) {
    for (const part of [null, '::before', '::after']) {
      const style = getComputedStyle(node, part);
      const lasts = [style.animationName === 'none' ? '0s' : style.animationDuration, style.transitionDuration].join(', ').split(', ');
      if (lasts.some(duration => parseFloat(duration) > 0)) found.push(`${node.tagName}.${node.className}${part ?? ''}: ${lasts}`);
    }
  }
  return found.slice(0, 5);
})()
"""

# Focuses one thing after the other: what looks the same with focus as without it, and what lies under something else.
UNSEEN = """
(() => {
  const look = node => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(node);
    return [outlineStyle === 'none' ? '' : [outlineStyle, outlineWidth, outlineColor], boxShadow, borderColor, backgroundColor].join();
  };
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, video[controls], [tabindex="0"],'
    + '[role=tab], [role=treeitem]';
  const places = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const found = [];
  document.activeElement.blur();
  const name = node => node.outerHTML.slice(0, 140);
  for (const node of document.querySelectorAll(wanted)) {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.disabled || node.closest('[inert], [data-sample]')) continue;
    const around = [node, node.parentElement, node.parentElement?.parentElement, node.nextElementSibling].filter(Boolean);
    const before = around.map(look).join(' | ');
    node.focus();
    if (document.activeElement !== node) continue;
    if (around.map(look).join(' | ') === before) found.push(`looks the same: ${name(node)}`);
    const box = node.getBoundingClientRect();
    const hits = places.map(([x, y]) => document.elementFromPoint(box.x + box.width * x, box.y + box.height * y));
    const isSeen = hits.some(hit => hit && (node.contains(hit) || hit.contains(node)));
    if (box.width > 1 && box.height > 1 && !isSeen) found.push(`hidden: ${name(node)}`);
    node.blur();
  }
  return found;
})()
"""

# Is nothing in focus, does what is in focus have an outline, what is it?
OUTLINED = """
(() => {
  const node = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return [node === document.body, outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, node.outerHTML.slice(0, 100)];
})()
"""
