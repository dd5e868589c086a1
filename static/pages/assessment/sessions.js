// Sessions of persons: found, filtered by their state, archived together.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as api from '../../api/itr/sessions.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { forRows } from '../../state/many.js';
import { Frame } from './sessions-frame.js';
import { PersonLink, results, SessionLink, State, windowDays } from './session-words.js';
import { at } from './places.js';

export const title = 'assessment.sessions';

export const states = ['ready', 'running', 'done', 'over', 'archived'];

export const load = ({ query, signal }) => api.list({ page: query.page, search: query.search, state: query.state, sort: query.sort ?? '-CreateDate' }, signal);

export const columns = [
  { label: 'assessment.session.name', main: true, sort: 'Description', cell: row => html`<${SessionLink} row=${row} />` },
  { label: 'assessment.state', status: true, narrow: true, cell: row => html`<${State} row=${row} />` },
  { label: 'assessment.person.one', fact: true, sort: 'LastName', cell: row => html`<${PersonLink} row=${row} />` },
  { label: 'assessment.window', fact: true, sort: 'AllowedEndDateTime', cell: row => html`<span class="window-days">${windowDays(row)}</span>` },
  { label: 'assessment.ended', narrow: true, sort: 'EndedAt', cell: row => html`<${DateTime} value=${row.endedAt} as="ago" />` },
];

const filters = () => [{ name: 'state', label: 'assessment.state', any: 'assessment.state.not_archived', options: states.map(value => ({ value, label: status('session', value).word })) }];

function bulkOf(data, archived) {
  const after = async work => { const answer = await work; data.reload(); return answer; };
  return [
    { label: archived ? 'assessment.unarchive' : 'assessment.archive', icon: archived ? 'restore' : 'archive', run: rows => after(forRows(rows, row => api.update(row.id, { isActive: archived }))) },
    {
      label: 'assessment.delete', icon: 'trash', danger: true,
      run: async rows => {
        const asked = { title: plural('assessment.sessions.delete_title', rows.length), text: t('assessment.session.delete_text'), verb: t('assessment.delete'), danger: true };
        return (await confirm(asked)) ? after(forRows(rows, row => api.remove(row.id))) : null;
      },
    },
  ];
}

export default function Sessions({ data, query }) {
  const plan = html`<${ButtonLink} kind="primary" icon="plus" href=${at.newSession}>${t('assessment.plan')}<//>`;
  return html`<${Frame} open="sessions" count=${data.value?.total} actions=${plan}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters()} search=${{ name: 'search', label: 'assessment.sessions.search' }} actions=${[results]}
      bulk=${bulkOf(data, query.state === 'archived')} empty="assessment.sessions.empty" emptyAction=${plan} skeleton=${12} />
  <//>`;
}
