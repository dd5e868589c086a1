// Reports of a session: one of a definition to look at, to save, to keep; and those that are kept.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as results from '../../api/app/assessment-results.js';
import * as definitions from '../../api/itr/report_definitions.js';
import * as reports from '../../api/itr/reports.js';
import { address } from '../../components/address.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { confirm } from '../../components/dialog.js';
import { Select } from '../../components/field.js';
import { Loaded } from '../../components/loaded.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { saveFile } from '../../components/save-file.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { plans } from './places.js';
import { ReportView } from './report-view.js';

/** Definitions that say something of this session: of no test in particular, or of one of its tests. */
async function offered(profile, signal) {
  const { rows } = await definitions.list({ filter: [['Active', '=', 'True']], sort: 'Description', pageSize: -1, master: 'with' }, signal);
  const own = new Set(profile.tests.map(test => test.testId));
  return rows.filter(row => !row.testId || own.has(row.testId));
}

const fileName = ({ session, person }) => `${[session.name || t('assessment_results.report'), person.name].filter(Boolean).join(' – ')}.pdf`;
const nameOf = row => (row.isCentral ? t('assessment_results.reports.of_all', { name: row.name }) : row.name);

/** One report to look at; another one begins anew, so that no text stands under a wrong name. */
function Made({ profile, report, keptMore }) {
  const [attempt, { failure, busy }] = useAttempt();
  const { session } = profile;
  const data = useFetched(signal => results.reportText(session.id, report, signal), []);
  const keep = () => attempt(() => results.keep(session.id, report), () => { toast(t('assessment_results.reports.kept_said')); keptMore(); });
  const pdf = () => attempt(() => results.reportPdf(session.id, report), blob => saveFile(blob, fileName(profile)));
  return html`
    <${Refused} words=${failure} />
    ${data.value !== undefined && html`<div class="row">
      <${Button} icon="download" kind="primary" busy=${busy} onClick=${pdf}>${t('assessment_results.reports.pdf')}<//>
      <${Button} icon="check" busy=${busy} onClick=${keep}>${t('assessment_results.reports.keep')}<//>
      <span class="muted">${t('assessment_results.reports.keep_hint')}</span></div>`}
    <${Loaded} data=${data} height="24rem">${text => html`<${ReportView} text=${text} label=${t('assessment_results.report')} />`}<//>`;
}

function Choice({ profile, query }) {
  const list = useFetched(signal => offered(profile, signal), [profile.session.id]);
  const options = [{ value: '', label: t('assessment_results.reports.standard') }, ...(list.value ?? []).map(row => ({ value: row.id, label: nameOf(row) }))];
  const choose = report => go(address(query, { report }), { keep: true });
  return options.length > 1 && html`<div class="form"><${Select} label=${t('assessment_results.reports.choose')} value=${query.report ?? ''} options=${options} onValue=${choose} /></div>`;
}

function Kept({ profile, query, data }) {
  const [attempt, { failure }] = useAttempt();
  const remove = async row => {
    if (!(await confirm({ title: t('assessment_results.reports.remove_title', { name: row.title }), text: t('assessment_results.reports.remove_text'), verb: t('assessment_results.reports.remove'), danger: true }))) return;
    attempt(() => reports.remove(profile.session.id, row.id), () => { toast(t('assessment_results.reports.removed')); data.reload(); });
  };
  const columns = [{ label: 'assessment_results.reports.kept_title', main: true, cell: row => html`<a href=${address(query, { kept: row.id })}>${row.title || t('assessment_results.report')}</a>` }];
  const actions = [{ label: 'assessment_results.reports.remove', icon: 'trash', danger: true, run: remove }];
  return html`<${Section} title=${t('assessment_results.reports.kept')}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t('assessment_results.reports.kept')} rows=${data} columns=${columns} actions=${plans() ? actions : []} empty="assessment_results.reports.kept_empty" skeleton=${2} /><//>`;
}

function One({ profile, query }) {
  const data = useFetched(signal => reports.get(profile.session.id, query.kept, signal), [query.kept]);
  return html`<div><${ButtonLink} icon="left" href=${address(query, { kept: null })}>${t('assessment_results.reports.to_new')}<//></div>
    <${Loaded} data=${data} height="24rem">${report => html`<h2>${report.title || t('assessment_results.report')}</h2><${ReportView} text=${report.text} label=${report.title || t('assessment_results.report')} />`}<//>`;
}

export function Reports({ profile, query }) {
  const [round, setRound] = useState(0);
  const kept = useFetched(signal => reports.list(profile.session.id, signal), [profile.session.id, round]);
  if (query.kept) return html`<${One} key=${query.kept} profile=${profile} query=${query} />`;
  return html`<${Choice} profile=${profile} query=${query} /><${Made} key=${query.report ?? ''} profile=${profile} report=${query.report ?? null} keptMore=${() => setRound(round + 1)} /><${Kept} profile=${profile} query=${query} data=${kept} />`;
}
