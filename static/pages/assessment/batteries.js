// Batteries: tests that are planned together.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as batteries from '../../api/itr/batteries.js';
import { ButtonLink } from '../../components/button.js';
import { Tag } from '../../components/status.js';
import { at, isMaster } from './places.js';
import { List, masterOf, Whose, whose } from './tests-frame.js';

export const title = 'assessment_tests.batteries';

const activity = { archived: true, all: undefined };

export const load = ({ query, signal }) => batteries.list({
  page: query.page, search: query.search, sort: query.sort ?? 'BatteryName', master: masterOf(query), archived: query.state in activity ? activity[query.state] : false,
}, signal);

const columns = [
  { label: 'assessment_tests.battery_name', main: true, sort: 'BatteryName', cell: row => (row.isCentral && !isMaster() ? row.name : html`<a href=${at.battery(row.id)}>${row.name}</a>`) },
  { label: 'assessment_tests.whose', status: true, narrow: true, cell: row => html`<div class="row"><${Whose} row=${row} />${!row.isActive && html`<${Tag}>${t('assessment_tests.archived')}<//>`}</div>` },
  { label: 'assessment_tests.code', narrow: true, fact: true, sort: 'InvoiceCode', cell: row => row.code },
  { label: 'assessment_tests.costs', narrow: true, fact: true, align: 'end', sort: 'BatteryCosts', cell: row => number(row.costs ?? 0) },
];

export default function Batteries({ data, query }) {
  const create = html`<${ButtonLink} kind="primary" icon="plus" href=${at.battery('new')}>${t('assessment_tests.new_battery')}<//>`;
  const states = { name: 'state', label: 'assessment_tests.state', any: 'assessment_tests.state_active', options: [{ value: 'archived', label: t('assessment_tests.state_archived') }, { value: 'all', label: t('assessment_tests.state_all') }] };
  return html`<${List} title=${t(title)} open="batteries" data=${data} create=${create} columns=${columns} query=${query} filters=${[whose(), states]}
    search="assessment_tests.search_batteries" empty="assessment_tests.no_batteries" />`;
}
