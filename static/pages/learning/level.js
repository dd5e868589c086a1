// One level of education with its grades.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import * as grades from '../../api/lms/grades.js';
import { Page } from '../../components/page.js';
import { Browse } from './browse.js';
import { About, Coming, crumbs, Edit } from './node.js';
import { at } from './places.js';
import { stageWord } from './words.js';

export const title = 'learning.level';

export async function load({ params, query, signal }) {
  const [level, page] = await Promise.all([learning.level(params.id, signal), grades.list(params.id, { page: query.page, search: query.search, sort: 'name', order: 'asc' }, signal)]);
  return { level, page };
}

export default function Level({ data, query }) {
  if (data.value === undefined) return html`<${Coming} data=${data} title=${t(title)} />`;
  const { level, page } = data.value;
  return html`<${Page} title=${level.name} crumbs=${crumbs([])} actions=${html`<${Edit} noun="level" thing=${level} />`}>
    <${About} text=${level.description} />
    <${Browse} page=${page} query=${query} label=${t('learning.grades')} href=${row => at.grade(row.id)} search="learning.grades_search"
      empty="learning.grades_empty" facts=${row => stageWord(row.stage)} />
  <//>`;
}
