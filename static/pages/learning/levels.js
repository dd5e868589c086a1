// Levels of education: where the tree begins.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as levels from '../../api/lms/levels.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Browse } from './browse.js';
import { at } from './places.js';

export const title = 'learning.levels';

export const load = ({ query, signal }) => levels.list({ page: query.page, search: query.search, sort: 'name', order: 'asc' }, signal);

export default function Levels({ data, query }) {
  return html`<${Page} title=${t(title)} count=${data.value?.total}>
    <${Loaded} data=${data} height="24rem">${page => html`
      <${Browse} page=${page} query=${query} label=${t(title)} href=${row => at.level(row.id)} search="learning.levels_search" empty="learning.levels_empty" />`}<//>
  <//>`;
}
