// Nothing here: never any (says what this is and offers one action) or nothing left after filtering.
import { html } from '../vendor/ui.js';
import { Icon } from './icon.js';

export const Empty = ({ icon = 'list', title, children, action, level = 2 }) => html`
  <div class="empty">
    <span class="empty-sign"><${Icon} name=${icon} size=${28} /></span>
    ${level === 3 ? html`<h3>${title}</h3>` : html`<h2>${title}</h2>`}
    ${children && html`<p>${children}</p>`}
    ${action && html`<div>${action}</div>`}
  </div>`;
