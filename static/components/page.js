// A page's frame: title in the window and on the page, what leads up to it, its one action, its facts.
import { html, useEffect, useRef } from '../vendor/ui.js';
import { number } from '../i18n/text.js';
import { Breadcrumb } from './breadcrumb.js';

let arrival = null; // set by the shell: { fresh } says that the person came here by a link, so the heading takes focus

export const arrive = state => { arrival = state; };

export function Page({ title, count, status, lead, crumbs, actions, facts, width = 'wide', children }) {
  const heading = useRef(null);
  useEffect(() => { document.title = `${title} · Athenaeum`; }, [title]);
  useEffect(() => {
    const gone = arrival?.heading && !arrival.heading.isConnected && document.activeElement === document.body; // the skeleton's heading went and took the focus along
    if ((arrival?.fresh || gone) && !document.querySelector('dialog[open]')) { heading.current?.focus({ preventScroll: true }); arrival.heading = heading.current; }
    if (arrival) arrival.fresh = false;
  }, []);
  return html`
    <article class=${`page ${width}`}>
      <header class="page-head">
        ${crumbs?.length ? html`<${Breadcrumb} steps=${crumbs} />` : null}
        <div class="page-title">
          <h1 ref=${heading} tabindex="-1">${title}</h1>
          ${typeof count === 'number' && html`<span class="count">${number(count)}</span>`}
          ${status}
          ${actions && html`<div class="page-actions">${actions}</div>`}
        </div>
        ${lead && html`<p class="lead">${lead}</p>`}
      </header>
      ${facts ? html`<div class="with-facts"><div class="page-main">${children}</div><aside class="page-facts">${facts}</aside></div>` : html`<div class="page-main">${children}</div>`}
    </article>`;
}

/** A part of a page with its own heading; settings save each for itself. */
export const Section = ({ title, lead, actions, children, id, plain }) => html`
  <section class=${`section${plain ? ' plain' : ''}`} id=${id} aria-label=${title}>
    <header class="section-head"><h2>${title}</h2>${actions && html`<div class="page-actions">${actions}</div>`}</header>
    ${lead && html`<p class="muted">${lead}</p>`}
    <div class="section-body">${children}</div>
  </section>`;
