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
    if (document.activeElement !== node || node.localName === 'iframe') continue; // what is in a frame shows its focus itself
    if (around.map(look).join(' | ') === before) found.push(`looks the same: ${name(node)}`);
    const box = node.getBoundingClientRect();
    const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
    const [right, bottom] = [Math.min(innerWidth, box.right), Math.min(innerHeight, box.bottom)];
    const hits = places.map(([x, y]) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
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

# Two frames: what was changed is drawn.
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Title, language, headings and names that only a whole page can have.
SHAPE = """
(() => {
  const found = [];
  const told = node => node.outerHTML.slice(0, 120);
  const title = document.title;
  if (!/ · Athenaeum$/.test(title)) found.push(`title: ${title}`);
  if (!document.documentElement.lang) found.push('no language');
  const heads = [...document.querySelectorAll('h1')].filter(node => node.checkVisibility());
  if (heads.length !== 1) found.push(`${heads.length} headings of the first level`);
  if (document.querySelectorAll('main').length !== 1) found.push('not one main landmark');
  if (!document.querySelector('a.skip')) found.push('no skip link');
  const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) found.push(`id twice: ${id}`);
  for (const node of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
    if (node.closest('[data-sample]')) continue;
    for (const name of ['aria-describedby', 'aria-labelledby']) {
      for (const id of (node.getAttribute(name) ?? '').split(' ').filter(Boolean)) {
        if (!document.getElementById(id) && !id.endsWith('-note')) found.push(`${name} of nothing (${id}): ${told(node)}`);
      }
    }
  }
  for (const node of document.querySelectorAll('main input:not([type=hidden], [hidden]), main select, main textarea')) {
    if (!node.labels?.length && !node.ariaLabel && !node.getAttribute('aria-labelledby')) found.push(`no label: ${told(node)}`);
  }
  for (const node of document.querySelectorAll('canvas, video, audio, main svg:not([aria-hidden=true])')) {
    const named = node.closest('[aria-label], [aria-labelledby], [aria-hidden=true], figure');
    if (!named && !node.querySelector('title')) found.push(`a picture without name: ${told(node)}`);
  }
  return found;
})()
"""

SPACED = """
(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }'
    + ' p { margin-block-end: 2em !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})()
"""
UNSPACED = "document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1)"

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"

# Texts that are cut off with nothing to show the rest, and texts that lie over each other.
LOST = """
(() => {
  const found = new Set();
  const boxes = [];
  const stuck = box => Boolean(box) && (/sticky|fixed/.test(getComputedStyle(box).position) || stuck(box.parentElement));
  const hidden = '.visually-hidden, [hidden], [data-sample], .u-wrap, option, .tabs, svg, script, style, .skip:not(:focus)';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const node = text.parentElement;
    if (!text.data.trim() || node.closest(hidden) || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter(rect => rect.width > 1 && rect.height > 1);
    if (!rects.length) continue;
    let isClipped = false;
    let isScrolled = false;
    let isShortened = false;
    for (let box = node; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.clipPath !== 'none') { isScrolled = true; break; }
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) isScrolled = true;
      if (isScrolled) continue;
      const at = box.getBoundingClientRect();
      const cutsX = /hidden|clip/.test(style.overflowX) && rects.some(rect => rect.right > at.right + 2 || rect.left < at.left - 2);
      const cutsY = /hidden|clip/.test(style.overflowY) && rects.some(rect => rect.bottom > at.bottom + 3 || rect.top < at.top - 3);
      if (style.webkitLineClamp !== 'none' || cutsX) isShortened = true;
      const whole = box.title || box.closest('[title]') || node.closest('a[href], button, [aria-label]');
      if ((cutsX && !whole) || (cutsY && style.webkitLineClamp === 'none')) isClipped = true;
    }
    if (isClipped) found.add(`cut off: ${node.outerHTML.slice(0, 140)}`);
    if (!isScrolled && !isShortened && !node.closest('[popover], dialog, .bar, .rail')) for (const rect of rects) boxes.push([rect, node]);
  }
  boxes.sort((a, b) => a[0].top - b[0].top);
  for (let i = 0; i < boxes.length; i += 1) {
    const [a, one] = boxes[i];
    for (let j = i + 1; j < boxes.length && boxes[j][0].top < a.bottom - 4; j += 1) {
      const [b, other] = boxes[j];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (one === other || wide < 4 || high < Math.min(a.height, b.height) / 2) continue;
      if (!stuck(one) && !stuck(other)) found.add(`over each other: ${one.outerHTML.slice(0, 90)} and ${other.outerHTML.slice(0, 90)}`);
    }
  }
  return [...found].slice(0, 6);
})()
"""

# What stands still while the page scrolls, where it takes more than half of a small window.
COVERING = """
(() => {
  const others = '[popover], dialog, .grid-box, .table-box, .skip, .visually-hidden, [data-sample], td, th';
  const still = [...document.querySelectorAll('body *')].filter(node => {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest(others)) return false;
    const { position } = getComputedStyle(node);
    return (position === 'sticky' || position === 'fixed') && node.getBoundingClientRect().height > 1;
  });
  const high = still.reduce((sum, node) => sum + Math.min(innerHeight, node.getBoundingClientRect().height), 0);
  const names = still.map(node => node.outerHTML.slice(0, 50)).join(' | ');
  return high > innerHeight * 0.45 ? [`${Math.round(high)} of ${innerHeight} px stand still: ${names}`] : [];
})()
"""

# From now on whatever changes something is refused before it leaves the page.
REFUSE_ALL = """
(() => {
  if (window.reallyFetch) return;
  window.reallyFetch = window.fetch;
  const refused = { status: 409, headers: { 'Content-Type': 'application/json' } };
  window.fetch = (asked, options) => ((options?.method ?? asked.method ?? 'GET').toUpperCase() === 'GET'
    ? window.reallyFetch(asked, options) : Promise.resolve(new Response('{}', refused)));
  XMLHttpRequest.prototype.send = function refuse() { this.dispatchEvent(new ProgressEvent('error')); };
  HTMLInputElement.prototype.click = () => {};
})()
"""

PRESSABLE = """
(() => {
  const wanted = '[aria-haspopup], main button.button:not([type=submit], [aria-disabled=true], [aria-pressed], [aria-expanded])';
  window.pressable = [...document.querySelectorAll(wanted)].filter(node => !node.closest('[data-sample], dialog, [popover], form[method]'));
  return window.pressable.length;
})()
"""
PRESS_NAME = """
index => {
  const node = window.pressable[index];
  return node.isConnected && node.checkVisibility() ? (node.ariaLabel ?? node.textContent).trim() : null;
}
"""
PRESS = "index => { window.pressed = window.pressable[index]; window.pressed.focus(); window.pressed.click(); }"
# Of a menu in the page: what it offers beside links.
ENTRIES = """
document.querySelectorAll('main [role=menu]:popover-open button[role=menuitem]:not([aria-disabled=true])').length
"""
PRESS_ENTRY = """
index => {
  const entry = document.querySelectorAll('main [role=menu]:popover-open button[role=menuitem]:not([aria-disabled=true])')[index];
  entry?.click();
  return entry?.textContent.trim();
}
"""
IS_LAYER_OPEN = "Boolean(document.querySelector('dialog[open], [role=menu]:popover-open'))"
IS_PRESSED_FOCUSED = "!window.pressed.isConnected || document.activeElement === window.pressed"
WHERE = "document.activeElement.outerHTML.slice(0, 100)"
