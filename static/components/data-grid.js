// A table of values, not of things: many plain rows, drawn only where they are seen; it may scroll sideways.
import { html, useRef, useState } from '../vendor/ui.js';
import { number } from '../i18n/text.js';

const height = 32;
const margin = 10;

/** `columns`: names; `rows`: lists of texts. Rows have one height, so that a hundred thousand of them scroll like ten. */
export function DataGrid({ label, columns, rows, visible = 12 }) {
  const [top, setTop] = useState(0);
  const box = useRef(null);
  const first = Math.max(0, Math.floor(top / height) - margin);
  const last = Math.min(rows.length, first + visible + 2 * margin);
  return html`
    <div class="grid-box" ref=${box} tabindex="0" role="region" aria-label=${label} style=${{ maxHeight: `${(visible + 1) * height + 2}px` }} onScroll=${event => setTop(event.target.scrollTop)}>
      <table class="grid fixed" role="table" aria-label=${label} aria-rowcount=${rows.length + 1} aria-colcount=${columns.length + 1}>
        <thead role="rowgroup"><tr role="row" aria-rowindex="1"><th role="columnheader" scope="col">#</th>${columns.map((name, i) => html`<th key=${i} role="columnheader" scope="col">${name}</th>`)}</tr></thead>
        <tbody role="rowgroup">
          <tr class="grid-gap" aria-hidden="true" style=${{ height: `${first * height}px` }}></tr>
          ${rows.slice(first, last).map((row, i) => html`<tr key=${first + i} role="row" aria-rowindex=${first + i + 2}><th role="rowheader" scope="row">${number(first + i + 1)}</th>${columns.map((_, j) => html`<td key=${j} role="cell" title=${row[j]}>${row[j]}</td>`)}</tr>`)}
          <tr class="grid-gap" aria-hidden="true" style=${{ height: `${(rows.length - last) * height}px` }}></tr>
        </tbody>
      </table>
    </div>`;
}
