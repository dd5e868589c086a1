// Names and values beside or under a title.
import { html } from '../vendor/ui.js';

/** `items`: [{ label, value }]; a value that is null or empty is left out. */
export const Facts = ({ items, label }) => html`
  <dl class="facts" aria-label=${label}>
    ${items.filter(item => item.value !== null && item.value !== undefined && item.value !== '').map(item => html`
      <div key=${item.label}><dt>${item.label}</dt><dd>${item.value}</dd></div>`)}
  </dl>`;
