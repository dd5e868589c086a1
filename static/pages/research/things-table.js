// Records, collections, templates or groups of one person or one group, found and sorted in the address.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Status } from '../../components/status.js';
import { useFetched } from '../../state/fetched.js';
import { Person } from './facts.js';
import { at } from './places.js';

export const kinds = ['records', 'collections', 'templates', 'groups'];
const words = { records: () => t('groups.records'), collections: () => t('groups.collections'), templates: () => t('groups.templates'), groups: () => t('groups.groups') };
export const kindsWord = kind => words[kind]();
const hrefs = { records: at.record, collections: at.collection, templates: at.template, groups: at.group };

const columns = kind => [
  { label: 'research.title', main: true, sort: kind === 'groups' ? undefined : 'title', cell: row => html`<a href=${hrefs[kind](row.id)}>${row.title}</a><span class="hint identifier">${row.identifier}</span>` },
  { label: 'research.visibility', status: true, narrow: true, cell: row => html`<${Status} noun="visibility" value=${row.visibility} />` },
  { label: 'research.creator', fact: true, narrow: true, cell: row => html`<${Person} person=${row.creator} />` },
  { label: 'research.modified', fact: true, narrow: true, sort: kind === 'groups' ? undefined : 'last_modified', cell: row => html`<${DateTime} value=${row.modifiedAt} as="ago" />` },
];

/** `load`: (what is asked, signal) → page; `deps` say when that is another one; `query` the page's own with its tab; `more` of the filter bar. */
export function Things({ kind, load, deps, query, empty, more }) {
  const asked = { page: query.page, sort: kind === 'groups' ? undefined : query.sort ?? '-last_modified', filter: query.filter };
  const data = useFetched(signal => load(asked, signal), [kind, query.page, query.sort, query.filter, ...deps]);
  return html`<${DataTable} caption=${kindsWord(kind)} rows=${data} columns=${columns(kind)} query=${query} empty=${empty} more=${more}
    search=${{ name: 'filter', label: 'groups.find' }} filters=${[{ name: 'filter', label: 'groups.find' }]} />`;
}
