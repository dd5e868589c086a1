// Persons: candidates of the company, found by parts of names and addresses, a hundred thousand as well as ten.
import { html } from '../../vendor/ui.js';
import { languages, plural, t } from '../../i18n/text.js';
import * as api from '../../api/itr/persons.js';
import { address } from '../../components/address.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { crumbs } from './crumbs.js';
import { Email } from './email.js';
import { NewPerson } from './person-form.js';
import { useAttempt } from '../../state/attempt.js';
import { forRows } from '../../state/many.js';
import { at } from './places.js';

export const title = 'assessment.persons';

const archived = { active: false, archived: true };

export const load = ({ query, signal }) => api.list({ page: query.page, search: query.search, archived: query.state === 'all' ? undefined : archived[query.state ?? 'active'], sort: query.sort ?? 'LastName' }, signal);

const columns = [
  { label: 'assessment.person.name', main: true, sort: 'LastName', cell: row => html`<a href=${at.person(row.id)}>${row.name}</a>` },
  { label: 'assessment.state', status: true, narrow: true, cell: row => html`<${Status} noun="account" value=${row.isActive ? 'active' : 'inactive'} />` },
  { label: 'assessment.person.email', fact: true, sort: 'EMail', cell: row => (row.email ? html`<${Email} value=${row.email} />` : '–') },
  { label: 'assessment.person.language', narrow: true, sort: 'PreferredLanguage', cell: row => languages[row.language] ?? (row.language || '–') },
  { label: 'assessment.person.last_test', fact: true, narrow: true, sort: 'DateOfLastTest', cell: row => html`<${DateTime} value=${row.lastTestAt} as="date" />` },
];

const filters = () => [{ name: 'state', label: 'assessment.state', any: 'assessment.persons.active', options: [{ value: 'archived', label: t('assessment.persons.archived') }, { value: 'all', label: t('assessment.persons.all') }] }];

function bulkOf(data, isArchived) {
  const after = async work => { const answer = await work; data.reload(); return answer; };
  return [
    ...(isArchived ? [] : [{ label: 'assessment.plan_for', icon: 'plus', run: rows => go(`${at.newSession}?persons=${rows.map(row => row.id).join(',')}`) }]),
    { label: isArchived ? 'assessment.unarchive' : 'assessment.archive', icon: isArchived ? 'restore' : 'archive', run: rows => after(forRows(rows, row => api.update(row.id, { isActive: isArchived }))) },
    {
      label: 'assessment.delete', icon: 'trash', danger: true,
      run: async rows => ((await confirm({ title: plural('assessment.persons.delete_title', rows.length), text: t('assessment.person.delete_text'), verb: t('assessment.delete'), danger: true })) ? after(forRows(rows, row => api.remove(row.id))) : null),
    },
  ];
}

export default function Persons({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const close = () => go(`${at.persons}${address(query, { new: null, page: query.page })}`, { replace: true, keep: true });
  const removeUnused = async () => {
    if (!(await confirm({ title: t('assessment.persons.unused_title'), text: t('assessment.persons.unused_text'), verb: t('assessment.delete'), danger: true }))) return;
    if (await attempt(api.removeUnused)) { toast(t('assessment.persons.unused_done')); data.reload(); }
  };
  const create = html`<${Button} kind="primary" icon="plus" onClick=${() => go(address(query, { new: '1', page: query.page }), { keep: true })}>${t('assessment.person.new')}<//>`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} crumbs=${crumbs()}
      actions=${html`<${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${[{ label: t('assessment.persons.unused'), icon: 'trash', danger: true, run: removeUnused }]} />${create}`}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${{ ...query, new: null }} filters=${filters()} search=${{ name: 'search', label: 'assessment.persons.search' }} bulk=${bulkOf(data, query.state === 'archived')}
      empty="assessment.persons.empty" emptyAction=${html`<${ButtonLink} href=${address(query, { new: '1' })}>${t('assessment.person.new')}<//>`} skeleton=${12} />
    ${query.new && html`<${NewPerson} close=${close} done=${id => { toast(t('assessment.person.created')); go(at.person(id)); }} />`}
  <//>`;
}
