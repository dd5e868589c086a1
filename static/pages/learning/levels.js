// Levels of education: where the tree begins; and what its search finds in all of it.
import { html, useEffect } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import * as levels from '../../api/lms/levels.js';
import { announce } from '../../components/announcer.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { FilterBar } from '../../components/filters.js';
import { Loaded } from '../../components/loaded.js';
import { Page, Section } from '../../components/page.js';
import { Browse, Tiles } from './browse.js';
import { at, manages } from './places.js';
import { way } from './picks.js';

export const title = 'learning.levels';

export async function load({ query, signal }) {
  if (query.search) return { found: await learning.search(query.search, signal) };
  return { page: await levels.list({ page: query.page, sort: 'name', order: 'asc' }, signal) };
}

const Hits = ({ rows, label, href }) => (rows.length ? html`<${Section} plain title=${label}><${Tiles} rows=${rows} label=${label} href=${href} facts=${way} /><//>` : null);

function Found({ found }) {
  const count = found.subjects.length + found.topics.length;
  useEffect(() => { announce(plural('components.table.rows', count)); }, [found]);
  if (!count) return html`<${Empty} icon="filter" title=${t('learning.no_match')} action=${html`<${ButtonLink} href=${at.levels}>${t('learning.search_clear')}<//>`} />`;
  return html`<${Hits} rows=${found.subjects} label=${t('learning.subjects')}
    href=${row => at.subject(row.id)} /><${Hits} rows=${found.topics} label=${t('learning.topics')} href=${row => at.topic(row.id)} />`;
}

export default function Levels({ data, query }) {
  return html`<${Page} title=${t(title)} count=${data.value?.page?.total}>
    <${FilterBar} filters=${[]} search=${{ name: 'search', label: 'learning.search_all' }} query=${query} />
    <${Loaded} data=${data} height="24rem">${({ page, found }) => (found ? html`<${Found} found=${found} />`
      : html`<${Browse} page=${page} query=${query} label=${t(title)} href=${row => at.level(row.id)} empty="learning.levels_empty"
        emptyAction=${manages() && html`<${ButtonLink} kind="primary" href=${at.editTree}>${t('learning.write_courses')}<//>`} />`)}<//>
  <//>`;
}
