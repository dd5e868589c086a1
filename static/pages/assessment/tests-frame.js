// What the lists of tests, batteries and report definitions share: the way from one to another.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { DataTable } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { Tag } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { crumbs } from './crumbs.js';
import { at } from './places.js';

const lists = () => [
  { id: 'tests', href: at.tests, label: t('assessment_tests.tests') }, { id: 'batteries', href: at.batteries, label: t('assessment_tests.batteries') }, { id: 'definitions', href: at.reportDefinitions, label: t('assessment_tests.definitions') },
];

/** `open`: which of the lists this page is; `create`: how one more of them is made; everything else as DataTable takes it. */
export const List = ({ title, open, data, create, search, ...table }) => html`<${Page} title=${title} count=${data.value?.total} crumbs=${crumbs()} actions=${create}>
  <${Tabs} label=${t('assessment_tests.lists')} tabs=${lists()} open=${open} name="list"><div class="stack">
    <${DataTable} caption=${title} rows=${data} rowKey=${row => `${row.id} ${row.isCentral}`} search=${{ name: 'search', label: search }} emptyAction=${create} ...${table} /></div><//>
<//>`;

/** Whose rows are shown: the company's own, or those for all companies too. */
export const whose = () => ({ name: 'whose', label: 'assessment_tests.whose', any: 'assessment_tests.whose_all', options: [{ value: 'own', label: t('assessment_tests.whose_own') }, { value: 'central', label: t('assessment_tests.whose_central') }] });
const masters = { own: undefined, central: 'only' };
export const masterOf = query => (query.whose in masters ? masters[query.whose] : 'with');

export const Whose = ({ row }) => (row.isCentral ? html`<${Tag} tone="info">${t('assessment_tests.central_tag')}<//>` : html`<${Tag}>${t('assessment_tests.own_tag')}<//>`);
