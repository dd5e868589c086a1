// Exporting a collection.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { ExportPage } from './export.js';

export const title = 'exports.title';
export const load = ({ params, signal }) => collections.get(params.id, signal);

const list = '/app/research/collections';
const crumbs = found => [{ href: list, label: t('exports.collections') }, { href: `${list}/${found.id}`, label: found.title }];

export default function ExportCollection({ data, query }) {
  return html`<${ExportPage} noun="collection" data=${data} query=${query} crumbs=${crumbs} />`;
}
