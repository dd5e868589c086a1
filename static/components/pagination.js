// Pages of a list, as links.
import { html } from '../vendor/ui.js';
import { number, plural, t } from '../i18n/text.js';
import { Icon } from './icon.js';

/** 1 … 4 [5] 6 … 20: the ends, the neighbours, and gaps (null). */
export function steps(page, pages) {
  const wanted = [...new Set([1, page - 1, page, page + 1, pages])].filter(step => step >= 1 && step <= pages).sort((a, b) => a - b);
  return wanted.flatMap((step, i) => (i && step - wanted[i - 1] === 2 ? [step - 1, step] : i && step - wanted[i - 1] > 2 ? [null, step] : [step]));
}

/** `label`: what is paged, so that two lists of one page can be told apart. */
export function Pagination({ page, pages, total, href, label }) {
  return html`
    <nav class="pages" aria-label=${label ? t('components.pages.of_list', { name: label }) : t('components.pages.label')}>
      ${typeof total === 'number' && html`<span class="muted">${plural('components.table.rows', total)}</span>`}
      <ul>
        <li>${page > 1 ? html`<a class="page-step" rel="prev" href=${href(page - 1)} data-keep-place><${Icon} name="left" size=${18} />${t('components.pages.previous')}</a>` : null}</li>
        ${steps(page, pages).map((step, i) => html`<li key=${step ?? `gap-${i}`} class="page-number">${step === null ? html`<span aria-hidden="true">…</span>`
          : html`<a class="page-step" href=${href(step)} data-keep-place aria-current=${step === page ? 'page' : undefined} aria-label=${t('components.pages.page', { page: step })}>${number(step)}</a>`}</li>`)}
        <li class="page-short muted">${t('components.pages.of', { page, pages })}</li>
        <li>${page < pages ? html`<a class="page-step" rel="next" href=${href(page + 1)} data-keep-place>${t('components.pages.next')}<${Icon} name="right" size=${18} /></a>` : null}</li>
      </ul>
    </nav>`;
}
