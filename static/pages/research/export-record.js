// Exporting a record.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as records from '../../api/kadi/records.js';
import { ExportPage } from './export.js';

export const title = 'exports.title';
export const load = ({ params, signal }) => records.get(params.id, signal);

const list = '/app/research/records';
const crumbs = found => [{ href: list, label: t('research.records.title') }, { href: `${list}/${found.id}`, label: found.title }];

export default function ExportRecord({ data, query }) {
  return html`<${ExportPage} noun="record" data=${data} query=${query} crumbs=${crumbs} extrasOf=${found => found.extras} />`;
}
