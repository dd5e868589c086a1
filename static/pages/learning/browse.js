// Things of the tree to choose from, with picture or initials, found by words; a list whose search and page are in the address.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { address } from '../../components/address.js';
import { announce } from '../../components/announcer.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { FilterBar } from '../../components/filters.js';
import { Pagination } from '../../components/pagination.js';
import { excerpt, initials } from './excerpts.js';

// Pictures from elsewhere would tell their server who looks; the page's policy refuses them too.
export const isOurs = picture => Boolean(picture && /^\/(?![/\\])/.test(picture));

export function Picture({ thing, large = false }) {
  const [broken, setBroken] = useState(null);
  const shown = isOurs(thing.picture) && broken !== thing.picture;
  return html`<span class=${`tile-sign${large ? ' large' : ''}`} aria-hidden="true">${shown
    ? html`<img src=${thing.picture} alt="" loading="lazy" decoding="async" onError=${() => setBroken(thing.picture)} />` : initials(thing.name)}</span>`;
}

/** `rows`: [{ id, name, description, picture }]; `href`: row → address, or null for what cannot be opened; `facts`: row → vnode under its text, `side`: row → vnode at its end. */
export const Tiles = ({ rows, label, href, facts, side }) => html`
  <ul class="tiles" aria-label=${label}>${rows.map(row => html`
    <li key=${row.id} class="tile">
      <${Picture} thing=${row} />
      <div class="tile-body">
        ${href(row) ? html`<a class="tile-name" href=${href(row)}>${row.name}</a>` : html`<span class="tile-name">${row.name}</span>`}
        ${row.description && html`<p class="tile-text">${excerpt(row.description)}</p>`}
        ${facts && html`<div class="tile-facts">${facts(row)}</div>`}
      </div>
      ${side && html`<div class="tile-side">${side(row)}</div>`}
    </li>`)}</ul>`;

/**
 * page     { rows, total, page, pages }
 * search   the key that names the search field; without it there is none
 * empty    key of the words for a list that has never had anything; `emptyAction` beside them
 */
export function Browse({ page, query, label, href, search, empty, emptyAction, facts, side }) {
  useEffect(() => { announce(plural('components.table.rows', page.total)); }, [page]);
  const asked = Boolean(search && query.search);
  const bar = search && (asked || page.total > 0) && html`<${FilterBar} filters=${[]} search=${{ name: 'search', label: search }} query=${query} />`;
  if (page.total === 0) {
    return html`${bar}${asked
      ? html`<${Empty} icon="filter" title=${t('learning.no_match')}
        action=${html`<${ButtonLink} href=${address(query, { search: null })}>${t('learning.search_clear')}<//>`} />`
      : html`<${Empty} icon="learning" title=${t(`${empty}.title`)} action=${emptyAction}>${t(`${empty}.text`)}<//>`}`;
  }
  return html`${bar}<${Tiles} rows=${page.rows} label=${label} href=${href} facts=${facts} side=${side} />
    ${page.pages > 1 && html`<${Pagination} label=${label} page=${page.page} pages=${page.pages} total=${page.total} href=${to => address(query, { page: to })} />`}`;
}
