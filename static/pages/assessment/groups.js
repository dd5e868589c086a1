// Group sessions and public sessions, each with how far its members are.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as api from '../../api/itr/groups.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Share } from './group-share.js';
import { Frame } from './sessions-frame.js';
import { windowDays } from './session-words.js';
import { at } from './places.js';

export const title = 'assessment.groups';

const kindOf = query => (query.kind === 'public' ? 'public' : 'group');

export const load = ({ query, signal }) => api.list({ kind: kindOf(query), page: query.page, search: query.search, sort: query.sort ?? '-CreateDate', archived: query.state === 'archived' }, signal);

const columns = [
  { label: 'assessment.group.name', main: true, sort: 'Description', cell: row => html`<a href=${at.group(row.id)}>${row.description || t('assessment.session.unnamed')}</a>` },
  { label: 'assessment.group.progress', fact: true, cell: row => html`<${Share} counts=${row} />` },
  { label: 'assessment.group.members', fact: true, narrow: true, align: 'end', cell: row => number(row.members) },
  { label: 'assessment.window', sort: 'AllowedEndDateTime', cell: row => windowDays(row) },
];

const filters = () => [{ name: 'state', label: 'assessment.state', any: 'assessment.state.not_archived', options: [{ value: 'archived', label: t('assessment.groups.archived') }] }];

export default function Groups({ data, query }) {
  const kind = kindOf(query);
  const plan = html`<${ButtonLink} kind="primary" icon="plus" href=${`${at.newSession}?kind=${kind}`}>${t(kind === 'public' ? 'assessment.plan_public' : 'assessment.plan_group')}<//>`;
  const isPublic = kind === 'public';
  return html`<${Frame} open=${kind} count=${data.value?.total} actions=${plan}>
    <${DataTable} caption=${t(isPublic ? 'assessment.groups.public' : title)} rows=${data} columns=${columns} query=${query} filters=${filters()} search=${{ name: 'search', label: 'assessment.groups.search' }}
      empty=${isPublic ? 'assessment.public.empty' : 'assessment.groups.empty'} emptyAction=${plan} skeleton=${8} />
  <//>`;
}
