// Report definitions: the company's own and those for all.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as definitions from '../../api/itr/report_definitions.js';
import { ButtonLink } from '../../components/button.js';
import { Tag } from '../../components/status.js';
import { at, writesReports } from './places.js';
import { languageName } from './language-name.js';
import { List, masterOf, Whose, whose } from './tests-frame.js';

export const title = 'assessment_tests.definitions';

export const load = ({ query, signal }) => definitions.list({ page: query.page, search: query.search, sort: query.sort ?? 'Description', master: masterOf(query) }, signal);

const columns = [
  { label: 'assessment_tests.definition_name', main: true, sort: 'Description', cell: row => html`<a href=${at.reportDefinition(row.id)}>${row.name || t('assessment_tests.no_name')}</a>` },
  { label: 'assessment_tests.whose', status: true, narrow: true, cell: row => html`<div class="row"><${Whose} row=${row} />${row.isDefault && html`<${Tag} tone="ok">${t('assessment_tests.default_tag')}<//>`}${!row.isActive && html`<${Tag}>${t('assessment_tests.inactive')}<//>`}</div>` },
  { label: 'assessment_tests.language', narrow: true, fact: true, sort: 'ReportLanguage', cell: row => row.language && languageName(row.language) },
];

export default function Definitions({ data, query }) {
  const create = writesReports() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.reportDefinition('new')}>${t('assessment_tests.new_definition')}<//>`;
  return html`<${List} title=${t(title)} open="definitions" data=${data} create=${create} columns=${columns} query=${query} filters=${[whose()]}
    search="assessment_tests.search_definitions" empty="assessment_tests.no_definitions" />`;
}
