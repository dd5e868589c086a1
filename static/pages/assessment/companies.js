// Every company of the server, for master users.
import { html } from '../../vendor/ui.js';
import { date, number, t } from '../../i18n/text.js';
import * as companies from '../../api/itr/companies.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { session } from '../../state/session.js';
import { useEntering } from './company-enter.js';
import { officeCrumbs } from './crumbs.js';
import { office } from './office-places.js';

export const title = 'assessment_office.companies';

export const load = ({ query, signal }) => companies.list({ page: query.page, search: query.search, sort: query.sort ?? 'CompanyName' }, signal);

const isHere = row => row.id === session.value.company?.id;

const columns = [
  { label: 'assessment_office.name', main: true, sort: 'CompanyName', cell: row => html`<a href=${office.company(row.id)}>${row.name}</a>${isHere(row) && html`<span class="hint">${t('assessment_office.companies.here')}</span>`}` },
  { label: 'assessment_office.state', status: true, narrow: true, cell: row => html`<${Status} noun="account" value=${row.isActive ? 'active' : 'inactive'} />` },
  { label: 'assessment_office.companies.country', sort: 'CompanyCountry', cell: row => row.country || '–' },
  { label: 'assessment_office.companies.contact', fact: true, cell: row => row.contact || '–' },
  { label: 'assessment_office.companies.license_ends', narrow: true, sort: 'LicenseEndDate', cell: row => (row.licenseEnds < '2100' ? date(row.licenseEnds) : '–') },
  { label: 'assessment_office.companies.credits', fact: true, narrow: true, align: 'end', sort: 'CurrentCreditLevel', cell: row => number(row.credits) },
];

export default function Companies({ data, query }) {
  const [enter, { failure }] = useEntering();
  const actions = [{ label: 'assessment_office.companies.enter', icon: 'right', when: row => !isHere(row), run: enter }];
  const create = html`<${ButtonLink} kind="primary" icon="plus" href=${office.newCompany}>${t('assessment_office.companies.new')}<//>`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} crumbs=${officeCrumbs()} actions=${create}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} actions=${actions} query=${query}
      search=${{ name: 'search', label: 'assessment_office.companies.search' }} empty="assessment_office.companies.empty" emptyAction=${create} skeleton=${8} />
  <//>`;
}
