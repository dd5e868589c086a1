// Who works in the company, and with which rights; for supervisors and master users.
import { html } from '../../vendor/ui.js';
import { date, list, t } from '../../i18n/text.js';
import * as logins from '../../api/itr/logins.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { session } from '../../state/session.js';
import { officeCrumbs } from './crumbs.js';
import { Email } from './email.js';
import { sure } from './office-form.js';
import { office } from './office-places.js';
import { shortRight } from './rights-words.js';

export const title = 'assessment_office.logins';

const states = { on: 'True', off: 'False' };

export const load = ({ query, signal }) => logins.list({
  page: query.page, search: query.search, sort: query.sort ?? 'UserName', filter: states[query.state] ? [['Active', '=', states[query.state]]] : undefined,
}, signal);

const isOwn = row => row.id === session.value.company?.loginId;

const seen = new Set(['HasTestingOfficeAccess', 'HasEducationalOfficeAccess']); // these say what the original client shows

const columns = [
  { label: 'assessment_office.name', main: true, sort: 'UserName', cell: row => html`<a href=${office.login(row.id)}>${row.name || row.email}</a>${row.email && row.email !== row.name && html`<span class="hint"><${Email} value=${row.email} /></span>`}` },
  { label: 'assessment_office.state', status: true, narrow: true, cell: row => html`<${Status} noun="account" value=${row.isActive ? 'active' : 'inactive'} />` },
  { label: 'assessment_office.logins.rights', fact: true, cell: row => list(row.rights.filter(flag => !seen.has(flag)).map(shortRight)) || '–' },
  { label: 'assessment_office.logins.license_ends', narrow: true, sort: 'EndDateLicense', cell: row => (row.licenseEnds ? date(row.licenseEnds) : '–') },
  { label: 'assessment_office.logins.last', fact: true, narrow: true, sort: 'LastLoginDateTime', cell: row => html`<${DateTime} value=${row.lastLogin} as="ago" none=${t('assessment_office.logins.never')} />` },
];

const filters = () => [{ name: 'state', label: 'assessment_office.state', options: [{ value: 'on', label: t('assessment_office.logins.state_on') }, { value: 'off', label: t('assessment_office.logins.state_off') }] }];

function useActions(data) {
  const [attempt, { failure }] = useAttempt();
  const turn = async (row, isActive) => {
    const name = row.name || row.email;
    if (!isActive && !(await sure({ title: t('assessment_office.logins.off_title', { name }), text: t('assessment_office.logins.off_text'), verb: t('assessment_office.logins.turn_off') }))) return;
    attempt(() => logins.save(row.id, { isActive }), () => { toast(t(isActive ? 'assessment_office.logins.on_said' : 'assessment_office.logins.off_said', { name })); data.reload(); });
  };
  const remove = async row => {
    const name = row.name || row.email;
    if (!(await sure({ title: t('assessment_office.logins.remove_title', { name }), text: t('assessment_office.logins.remove_text') }))) return;
    attempt(() => logins.remove(row.id), () => { toast(t('assessment_office.logins.removed', { name })); data.reload(); });
  };
  const why = row => (isOwn(row) ? t('assessment_office.logins.own_active') : null);
  const actions = [
    { label: 'assessment_office.edit', icon: 'edit', href: row => office.login(row.id) },
    { label: 'assessment_office.logins.turn_off', icon: 'pause', when: row => row.isActive, why, run: row => turn(row, false) },
    { label: 'assessment_office.logins.turn_on', icon: 'play', when: row => !row.isActive, run: row => turn(row, true) },
    { label: 'assessment_office.remove', icon: 'trash', danger: true, why, run: remove },
  ];
  return { actions, failure };
}

export default function Logins({ data, query }) {
  const { actions, failure } = useActions(data);
  const create = html`<${ButtonLink} kind="primary" icon="plus" href=${office.newLogin}>${t('assessment_office.logins.new')}<//>`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} crumbs=${officeCrumbs()} actions=${create}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} actions=${actions} query=${query} filters=${filters()}
      search=${{ name: 'search', label: 'assessment_office.logins.search' }} empty="assessment_office.logins.empty" emptyAction=${create} skeleton=${8} />
  <//>`;
}
