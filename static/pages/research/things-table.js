// Records, collections, templates or groups of one person or one group, found and sorted in the address.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { DataTable } from '../../components/data-table.js';
import { useFetched } from '../../state/fetched.js';
import { changed, creator, name, visibility } from './columns.js';
import { at } from './places.js';

export const kinds = ['records', 'collections', 'templates', 'groups'];
const words = { records: () => t('groups.records'), collections: () => t('groups.collections'), templates: () => t('groups.templates'), groups: () => t('groups.groups') };
export const kindsWord = kind => words[kind]();
const hrefs = { records: at.record, collections: at.collection, templates: at.template, groups: at.group };

const columns = kind => {
  const unsorted = kind === 'groups' && { sort: undefined };
  return [{ ...name(hrefs[kind]), ...unsorted }, visibility, creator, { ...changed, ...unsorted }];
};

/** `load`: (what is asked, signal) → page; `deps` say when that is another one; `query` the page's own with its tab; `more` of the filter bar. */
export function Things({ kind, load, deps, query, empty, more }) {
  const asked = { page: query.page, sort: kind === 'groups' ? undefined : query.sort ?? '-last_modified', filter: query.filter };
  const data = useFetched(signal => load(asked, signal), [kind, query.page, query.sort, query.filter, ...deps]);
  return html`<${DataTable} caption=${kindsWord(kind)} rows=${data} columns=${columns(kind)} query=${query} empty=${empty} more=${more}
    search=${{ name: 'filter', label: 'groups.find' }} filters=${[{ name: 'filter', label: 'groups.find' }]} />`;
}
