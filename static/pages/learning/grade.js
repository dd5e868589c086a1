// One grade with its subjects.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import * as subjects from '../../api/lms/subjects.js';
import { Page } from '../../components/page.js';
import { Browse } from './browse.js';
import { About, Coming, crumbs, Edit } from './node.js';
import { at } from './places.js';

export const title = 'learning.grade';

export async function load({ params, query, signal }) {
  const [grade, page] = await Promise.all([learning.grade(params.id, signal), subjects.list(params.id, { page: query.page, search: query.search, sort: 'name', order: 'asc' }, signal)]);
  return { grade, page };
}

export default function Grade({ data, query }) {
  if (data.value === undefined) return html`<${Coming} data=${data} title=${t(title)} />`;
  const { grade, page } = data.value;
  return html`<${Page} title=${grade.name} crumbs=${crumbs(grade.above)} actions=${html`<${Edit} noun="grade" thing=${grade} />`}>
    <${About} text=${grade.description} />
    <${Browse} page=${page} query=${query} label=${t('learning.subjects')} href=${row => at.subject(row.id)}
      search="learning.subjects_search" empty="learning.subjects_empty" />
  <//>`;
}
