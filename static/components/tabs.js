// Parts of one page. The open one is in the address, so each tab is a link; arrows move, Enter opens.
import { html, useLayoutEffect, useRef } from '../vendor/ui.js';
import { number } from '../i18n/text.js';

/** `tabs`: [{ id, label, count, href }] (`href`: the tab is a page of its own), `open` an id, `query` the page's query; the panel's content is `children`. */
export function Tabs({ label, tabs, open, query = {}, name = 'tab', children }) {
  const bar = useRef(null);
  useLayoutEffect(() => { // the open tab is in sight, without moving the page
    const tab = bar.current.querySelector('[aria-selected=true]');
    if (tab) bar.current.scrollLeft = Math.max(0, tab.offsetLeft - bar.current.offsetLeft - 24);
  }, [open]);
  const href = id => `?${new URLSearchParams({ ...query, [name]: id })}`;
  const keys = event => {
    const all = [...bar.current.querySelectorAll('[role=tab]')];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: (at + 1) % all.length, ArrowLeft: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); all[to].focus(); }
    if (event.key === ' ') { event.preventDefault(); document.activeElement.click(); }
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${label} ref=${bar} onKeyDown=${keys}>
      ${tabs.map(tab => html`<a key=${tab.id} role="tab" id=${`tab-${name}-${tab.id}`} aria-controls=${tab.id === open ? `panel-${name}` : undefined} aria-selected=${tab.id === open}
        tabindex=${tab.id === open ? 0 : -1} href=${tab.href ?? href(tab.id)} data-keep-place=${tab.href ? undefined : true}>${tab.label}${typeof tab.count === 'number' && html`<span class="count">${number(tab.count)}</span>`}</a>`)}
    </div>
    <div role="tabpanel" id=${`panel-${name}`} aria-labelledby=${`tab-${name}-${open}`} class="tab-panel">${children}</div>`;
}
