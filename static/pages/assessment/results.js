// Results of a session: profile of each test, the answers, reports.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as results from '../../api/app/assessment-results.js';
import { DateTime } from '../../components/date-time.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { crumbs } from './crumbs.js';
import { at, plans } from './places.js';
import { Answers } from './results-answers.js';
import { Profiles } from './results-profile.js';
import { Reports } from './results-reports.js';

export const title = 'assessment_results.title';

export const load = ({ params, signal }) => results.profile(params.id, signal);

const tabs = { profile: Profiles, answers: Answers, reports: Reports };

const SessionFacts = ({ value: { session, person } }) => html`<${Facts} label=${t('assessment_results.session')} items=${[
  { label: t('assessment_results.person'), value: plans() ? html`<a href=${at.person(person.id)}>${person.name || person.email}</a>` : person.name || person.email },
  { label: t('assessment_results.goal'), value: session.goal },
  { label: t('assessment_results.started'), value: session.startedAt && html`<${DateTime} value=${session.startedAt} />` },
  { label: t('assessment_results.ended'), value: session.endedAt && html`<${DateTime} value=${session.endedAt} />` },
]} />`;

function Content({ value, data, query }) {
  const open = tabs[query.tab] ? query.tab : 'profile';
  const Part = tabs[open];
  const names = Object.keys(tabs).map(id => ({ id, label: t(`assessment_results.tab.${id}`) }));
  if (value.tests.length === 0) return html`<${Empty} icon="chart" title=${t('assessment_results.empty.title')}>${t('assessment_results.empty.text')}<//>`;
  return html`<${Tabs} label=${t(title)} tabs=${names} open=${open}><${Part} key=${open} profile=${value} query=${query} reload=${data.reload} /><//>`;
}

export default function Results({ data, params, query }) {
  const found = data.value;
  const name = found ? found.session.name || t('assessment_results.untitled') : null;
  // The sessions themselves are open to who plans them only.
  const above = plans() ? [{ href: at.sessions, label: t('assessment_results.sessions') }, ...(found ? [{ href: at.session(params.id), label: name }] : [])] : [];
  return html`<${Page} title=${found ? t('assessment_results.of', { name: found.person.name || name }) : t(title)} crumbs=${crumbs(...above)} facts=${found && html`<${SessionFacts} value=${found} />`}>
    <${Loaded} data=${data} height="30rem">${value => html`<${Content} value=${value} data=${data} query=${query} />`}<//>
  <//>`;
}
