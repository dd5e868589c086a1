// Whom something that was done for many was refused for, and why.
import { html } from '../../vendor/ui.js';
import { Notice } from '../../components/notice.js';

/** `rows`: what state/many.js says was refused. */
export const RefusedList = ({ rows }) => html`<ul class="plain">${rows.map(entry => html`<li key=${entry.name}><strong>${entry.name}</strong>: ${entry.text}</li>`)}</ul>`;

export const RefusedRows = ({ title, rows }) => (rows.length ? html`<${Notice} tone="warn" role="alert" title=${title}><${RefusedList} rows=${rows} /><//>` : null);
