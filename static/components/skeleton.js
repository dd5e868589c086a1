// What will come, in its final size; nothing is shown during the first 200 ms, the space is kept.
import { html } from '../vendor/ui.js';
import { t } from '../i18n/text.js';

const widths = ['100%', '92%', '96%', '60%'];

export const Skeleton = ({ lines = 4, height }) => html`
  <div class="skeleton" role="status" style=${height ? { minHeight: height } : undefined}>
    <span class="visually-hidden">${t('components.loading')}</span>
    ${Array.from({ length: lines }, (_, i) => html`<span key=${i} class="bone" style=${{ width: widths[i % widths.length] }}></span>`)}
  </div>`;

/** Rows of a table that has not come yet. */
export const SkeletonRows = ({ rows = 6, columns }) => Array.from({ length: rows }, (_, i) => html`
  <tr key=${i} class="bone-row" role="row" aria-hidden="true">${Array.from({ length: columns }, (_, j) => html`<td key=${j} role="cell"><span class="bone" style=${{ width: widths[(i + j) % widths.length] }}></span></td>`)}</tr>`);
