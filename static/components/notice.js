// A sentence that belongs to the page: information, a warning, something done, a failure.
import { html } from '../vendor/ui.js';
import { Icon } from './icon.js';

const signs = { info: 'info', warn: 'warning', danger: 'error', ok: 'done' };

export const Notice = ({ tone = 'info', title, children, actions, role }) => html`
  <div class=${`notice ${tone}`} role=${role}>
    <${Icon} name=${signs[tone]} />
    <div class="notice-body">${title && html`<strong>${title}</strong>`}${children && html`<div>${children}</div>`}${actions && html`<div class="row">${actions}</div>`}</div>
  </div>`;
