// Tests: the company's own and those for all.
import { html } from '../../vendor/ui.js';
import { number, plural, t } from '../../i18n/text.js';
import * as tests from '../../api/itr/tests.js';
import { ButtonLink } from '../../components/button.js';
import { Tag } from '../../components/status.js';
import * as drafts from '../../state/drafts.js';
import { at, writesTests } from './places.js';
import { draftOf } from './test-state.js';
import { List, masterOf, Whose, whose } from './tests-frame.js';

export const title = 'assessment_tests.tests';

export const load = ({ query, signal }) => tests.list({ page: query.page, search: query.search, sort: query.sort ?? 'TestName', master: masterOf(query) }, signal);

const columns = [
  { label: 'assessment_tests.test_name', main: true, sort: 'TestName', cell: row => html`<a href=${at.test(row.id)}>${row.name || t('assessment_tests.no_name')}</a>${row.description && html`<span class="hint">${row.description}</span>`}` },
  { label: 'assessment_tests.whose', status: true, narrow: true, cell: row => html`<div class="row"><${Whose} row=${row} />${!row.isActive && html`<${Tag}>${t('assessment_tests.inactive')}<//>`}${drafts.read(draftOf(row.id)) && html`<${Tag} tone="warn">${t('assessment_tests.draft')}<//>`}</div>` },
  { label: 'assessment_tests.minutes_column', narrow: true, fact: true, sort: 'TotalTimeAvailableForThisTest', cell: row => (row.minutes ? plural('assessment_tests.minutes_count', row.minutes) : t('assessment_tests.no_limit')) },
  { label: 'assessment_tests.costs', narrow: true, fact: true, align: 'end', sort: 'Costs', cell: row => number(row.costs ?? 0) },
];

export default function Tests({ data, query }) {
  const create = writesTests() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.test('new')}>${t('assessment_tests.new_test')}<//>`;
  return html`<${List} title=${t(title)} open="tests" data=${data} create=${create} columns=${columns} query=${query} filters=${[whose()]}
    search="assessment_tests.search_tests" empty="assessment_tests.no_tests" />`;
}
