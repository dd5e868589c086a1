"""What tests ask a page, in the page's language."""

SETTLED = """
!document.querySelector('main [aria-busy=true]:not([role=treeitem], button, [data-sample] *), main[aria-busy=true], main .waiting')
"""

# A link to another page is followed; the heading that stands now is marked, because the next page has another one.
FOLLOW = """
path => {
  for (const heading of document.querySelectorAll('h1')) heading.dataset.left = 'on';
  const link = Object.assign(document.createElement('a'), { href: path });
  document.querySelector('main').append(link);
  link.click();
  link.remove();
}
"""

# What assistive technology would say of the thing in focus, roughly.
FOCUSED = """
(() => {
  const node = document.activeElement;
  const labelled = document.getElementById(node.getAttribute('aria-labelledby')?.split(' ')[0])?.textContent;
  return (node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? labelled ?? node.textContent ?? '').trim();
})()
"""

# What axe leaves out unless asked: targets of at least 24 × 24 pixels or with room around them (2.5.8), names that begin otherwise
# than what is seen (2.5.3), things in the tab order that say nothing of what they are.
RULES = {rule: {"enabled": True} for rule in ("target-size", "label-content-name-mismatch", "focus-order-semantics")}

FINDINGS = """
rules => axe.run(document, { rules, resultTypes: ['violations'] }).then(result => result.violations.map(one =>
  `${one.id}: ${one.nodes.map(node => `${node.target.join(' ')} ${node.failureSummary}`).slice(0, 3).join(' | ')}`))
"""

# Things that begin or end outside the window, but for what scrolls on its own.
CUT_OFF = """
[...document.querySelectorAll('main :is(button, a, input, select, h1, h2, p)')]
  .filter(node => node.checkVisibility())
  .filter(node => !node.closest('.visually-hidden, .grid-box, .tabs, .code-box, .plot-box, dialog, .markdown'))
  .filter(node => { const box = node.getBoundingClientRect(); return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1); })
  .map(node => node.outerHTML.slice(0, 120))
"""

TOO_SMALL = """
[...document.querySelectorAll('button, select, input:not([type=hidden])')]
  .filter(node => node.checkVisibility() && !node.closest('.visually-hidden'))
  .filter(node => { const box = node.getBoundingClientRect(); return box.width > 1 && (box.height < 24 || box.width < 24); })
  .map(node => node.outerHTML.slice(0, 100))
"""

COUNT_SHIFTS = """
window.shift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""

# The QR picture read back, row by row.
DRAWN = """
(() => {
  const path = document.querySelector('.qr path');
  const point = path.ownerSVGElement.createSVGPoint();
  const size = path.ownerSVGElement.viewBox.baseVal.width - 8;
  const filled = (x, y) => { point.x = x + 0.5; point.y = y + 0.5; return path.isPointInFill(point) ? '1' : '0'; };
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => filled(x, y)).join(''));
})()
"""

# [addresses that Ctrl K finds, addresses without parts of their own that this session may open, how many pages of the rail hold each of
# the latter]
PAGES_OF_THE_PALETTE = """
(async () => {
  const main = document.querySelector('script[type=module]').src;
  const [{ routes }, { allowed, everyPage, holds, settings }, { session }] = await Promise.all(
    ['routes.js', 'navigation.js', 'state/session.js'].map(name => import(new URL(name, main))));
  const open = routes.filter(route => !route.open && !route.path.includes('{') && (!route.right || route.right(session.value)));
  const rail = [...allowed().flatMap(area => area.pages ?? [area]), settings];
  const held = open.map(({ path }) => [path, rail.filter(page => holds(page, path)).length]);
  return [everyPage().map(page => page.href.split('?')[0]), open.map(route => route.path), Object.fromEntries(held)];
})()
"""

SECOND_OPTION_ACTIVE = """
(() => {
  const options = [...document.querySelectorAll('.palette-list [role=option]')];
  return options.filter(option => option.getAttribute('aria-selected') === 'true').length === 1
    && options[1].getAttribute('aria-selected') === 'true';
})()
"""


def signed_in(session: str) -> str:
    """Puts a session in place before the first page of a window, not again afterwards; frames (a viewer's has no storage) are let be."""
    return f"""
        if (window === window.top && !sessionStorage.getItem('begun')) {{
          sessionStorage.setItem('begun', '1');
          localStorage.setItem('athenaeum.session', '{session}');
        }}"""
