// The trail: who did what, and when. The server wrote it; here it is only read.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as audit from '../../api/itr/audit.js';
import * as logins from '../../api/itr/logins.js';
import * as sessions from '../../api/itr/sessions.js';
import * as tests from '../../api/itr/tests.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { JsonView } from '../../components/json-view.js';
import { Page } from '../../components/page.js';
import { officeCrumbs } from './crumbs.js';
import { at, plans } from './places.js';
import { sentence, testOf } from './trail-words.js';

export const title = 'assessment_office.audit';

const types = { 1: 'assessment_office.audit.type.1', 2: 'assessment_office.audit.type.2', 1001: 'assessment_office.audit.type.1001' };
const typeWord = number => (types[number] ? t(types[number]) : t('assessment_office.audit.type_other', { number: String(number) }));
const days = { day: 1, week: 7, month: 30, year: 365 };
const uuid = /^[0-9a-f-]{36}$/i;

function filterOf(query) {
  const since = days[query.since] && new Date(Date.now() - days[query.since] * 86_400_000).toISOString();
  return [
    ...(types[query.type] ? [['ObjectType', '=', query.type]] : []), ...(uuid.test(query.by ?? '') ? [['UserID', '=', query.by]] : []), ...(uuid.test(query.session ?? '') ? [['SessionID', '=', query.session]] : []),
    ...(since ? [['CreateDate', '>=', since]] : []),
  ];
}

export async function load({ query, signal }) {
  const [found, people] = await Promise.all([audit.list({ page: query.page, search: query.search, filter: filterOf(query) }, signal), logins.list({ pageSize: -1 }, signal)]);
  const known = new Map(people.rows.map(row => [row.id, row.name || row.email]));
  const others = [...new Set(found.rows.map(row => row.by).filter(id => id && !known.has(id)))];
  const [more, names, planned] = await Promise.all([
    others.length ? logins.namesOf(others, signal) : new Map(), tests.names(found.rows.map(testOf), signal), plans() ? sessions.withIds(found.rows.map(row => row.session).filter(Boolean), signal) : [],
  ]);
  const named = new Map(planned.map(row => [row.id, row]));
  const whose = row => (row.by ? known.get(row.by) ?? more.get(row.by) ?? t('assessment_office.audit.nobody') : t('assessment_office.audit.server'));
  return { ...found, rows: found.rows.map(row => ({ ...row, said: sentence(row, names) ?? typeWord(row.type), name: whose(row), planned: named.get(row.session) })), people: people.rows };
}

const columnsOf = show => [
  { label: 'assessment_office.audit.what', main: true, cell: row => row.said },
  { label: 'assessment_office.audit.when', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.at} />` },
  { label: 'assessment_office.audit.who', fact: true, narrow: true, cell: row => row.name },
  { label: 'assessment_office.audit.about', fact: true, cell: row => (row.planned ? html`<a href=${at.session(row.session)}>${row.planned.description || t('assessment.session.unnamed')}</a>` : typeWord(row.type)) },
  { label: 'assessment_office.audit.details', narrow: true, cell: row => html`<${Button} small kind="quiet" icon="eye" label=${t('assessment_office.audit.details')} onClick=${() => show(row)}>${t('assessment_office.audit.details')}<//>` },
];

function filters(query, people) {
  return [
    { name: 'type', label: 'assessment_office.audit.about', options: Object.keys(types).map(value => ({ value, label: typeWord(value) })) },
    { name: 'by', label: 'assessment_office.audit.who', options: people.map(row => ({ value: row.id, label: row.name || row.email })) },
    { name: 'since', label: 'assessment_office.audit.since', any: 'assessment_office.audit.any_time', options: [
      { value: 'day', label: t('assessment_office.audit.day') }, { value: 'week', label: t('assessment_office.audit.week') }, { value: 'month', label: t('assessment_office.audit.month') }, { value: 'year', label: t('assessment_office.audit.year') },
    ] },
    ...(query.session ? [{ name: 'session', label: 'assessment_office.audit.session', shown: () => t('assessment_office.audit.one_session') }] : []),
  ];
}

const Details = ({ row, query, close }) => html`<${Dialog} title=${row.said} wide onClose=${close}>
  <${Facts} items=${[
    { label: t('assessment_office.audit.when'), value: html`<${DateTime} value=${row.at} />` }, { label: t('assessment_office.audit.who'), value: row.name },
    { label: t('assessment_office.audit.about'), value: typeWord(row.type) },
    { label: t('assessment_office.audit.session'), value: row.planned && html`<a href=${at.session(row.session)}>${t('assessment_office.audit.open_session')}</a>` },
  ]} />
  ${row.session && html`<p><a href=${address(query, { session: row.session })} onClick=${close}>${t('assessment_office.audit.to_sessions')}</a></p>`}
  ${row.data ? html`<${JsonView} value=${row.data} label=${t('assessment_office.audit.after')} />` : row.added ? html`<p>${row.added}</p>` : html`<p class="muted">${t('assessment_office.audit.nothing_more')}</p>`}
<//>`;

export default function Audit({ data, query }) {
  const [shown, show] = useState(null);
  return html`<${Page} title=${t(title)} count=${data.value?.total} lead=${t('assessment_office.audit.lead')} crumbs=${officeCrumbs()}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columnsOf(show)} query=${query} filters=${filters(query, data.value?.people ?? [])}
      search=${{ name: 'search', label: 'assessment_office.audit.search' }} empty="assessment_office.audit.empty" skeleton=${12} />
    ${shown && html`<${Details} row=${shown} query=${query} close=${() => show(null)} />`}
  <//>`;
}
