// Exporting a template.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as templates from '../../api/kadi/templates.js';
import { ExportPage } from './export.js';

export const title = 'exports.title';
export const load = ({ params, signal }) => templates.get(params.id, signal);

const list = '/app/research/templates';
const crumbs = found => [{ href: list, label: t('exports.templates') }, { href: `${list}/${found.id}`, label: found.title }];

export default function ExportTemplate({ data, query }) {
  return html`<${ExportPage} noun="template" data=${data} query=${query} crumbs=${crumbs} extrasOf=${templates.extrasOf} />`;
}
