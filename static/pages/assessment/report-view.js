// A report as its author wrote it, made harmless: its own words and plots, the app's look.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { CleanHtml } from '../../components/markdown.js';

/** The part of a whole document that is its content. */
const contentOf = text => /<body[^>]*>([\s\S]*?)<\/body>/i.exec(text)?.[1] ?? text;

export function ReportView({ text, label }) {
  const content = contentOf(text ?? '');
  return content.trim() ? html`<div class="report" tabindex="0" role="region" aria-label=${label}><${CleanHtml} text=${content} /></div>` : html`<p class="muted">${t('assessment_results.reports.blank')}</p>`;
}
