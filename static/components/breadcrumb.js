// Where this page stands: links to what is above it.
import { html } from '../vendor/ui.js';
import { t } from '../i18n/text.js';

/** `steps`: [{ href, label }], the page itself is not among them. */
export const Breadcrumb = ({ steps }) => html`
  <nav class="crumbs" aria-label=${t('components.breadcrumb')}><ol>${steps.map(step => html`<li key=${step.href}><a href=${step.href}>${step.label}</a></li>`)}</ol></nav>`;
