// Where this page stands: links to what is above it.
import { html } from '../vendor/ui.js';
import { t } from '../i18n/text.js';

/** `steps`: [{ href, label }], the page itself is not among them; without `href` what the person may not open. */
export const Breadcrumb = ({ steps }) => html`
  <nav class="crumbs" aria-label=${t('components.breadcrumb')}><ol>${steps.map(step => html`
    <li key=${step.href ?? step.label}>${step.href ? html`<a href=${step.href}>${step.label}</a>` : step.label}</li>`)}</ol></nav>`;
