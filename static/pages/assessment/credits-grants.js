// Credits that companies were given; master users give them.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as companies from '../../api/itr/companies.js';
import * as credits from '../../api/itr/credits.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { session } from '../../state/session.js';
import { useFetched } from '../../state/fetched.js';
import { isMaster } from './places.js';

const optionOf = row => ({ value: row.id, label: row.name, fact: row.country });
const pickCompany = async (text, signal) => (await companies.list({ search: text, pageSize: 20 }, signal)).rows.map(optionOf);
const fieldNames = { CreditsGranted: 'credits', UserDescription: 'text', Remarks: 'remarks', CompanyID: 'company' };
const most = 32767;

function amountFault(text) {
  if (!/^[-−]?\d+$/.test(text.trim())) return 'not_integer';
  const value = Number(text.replace('−', '-'));
  return value === 0 || Math.abs(value) > most ? 'invalid_value' : null;
}

function GiveForm({ company, close, saved }) {
  const [start] = useState(() => ({ id: credits.newGrant(), company, credits: '', text: '', remarks: '', isPaid: true })); // one id for each attempt, after a reload too: what was given counts once
  const form = useForm({
    start, names: fieldNames, draft: 'assessment credits new',
    check: values => ({ company: !values.company && 'choose_one', credits: amountFault(values.credits) }),
    send: async values => {
      await credits.give({ ...values, company: values.company.value, credits: Number(values.credits.replace('−', '-')), by: session.value.company.loginId, at: new Date().toISOString() });
      return values.company.label;
    },
    done: saved,
  });
  return html`<${Restored} form=${form} />
    <${Form} form=${form} submit=${t('assessment_results.credits.give')} label=${t('assessment_results.credits.give')} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
    <${Combobox} ...${form.field('company', { label: t('assessment_results.credits.company') })} search=${pickCompany} required />
    <${TextField} ...${form.field('credits', { label: t('assessment_results.credits.total'), hint: t('assessment_results.credits.give_hint') })} width="short" autocomplete="off" required />
    <${TextField} ...${form.field('text', { label: t('assessment_results.credits.reason'), hint: t('assessment_results.credits.reason_hint'), optional: true })} maxlength="200" autocomplete="off" />
    <${Checkbox} ...${form.field('isPaid', { label: t('assessment_results.credits.paid') })} />
    <${TextArea} ...${form.field('remarks', { label: t('assessment_results.credits.remarks'), optional: true })} rows=${3} />
  <//>`;
}

function ChangeForm({ grant, close, saved }) {
  const form = useForm({ start: { text: grant.text, remarks: grant.remarks, isPaid: grant.isPaid }, names: fieldNames, draft: `assessment credits ${grant.id}`, send: values => credits.change(grant.id, values), done: saved });
  return html`<p class="muted">${t('assessment_results.credits.edit_text')}</p>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('assessment_results.credits.save')} label=${t('assessment_results.credits.edit_of')} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${TextField} ...${form.field('text', { label: t('assessment_results.credits.reason'), hint: t('assessment_results.credits.reason_hint'), optional: true })} maxlength="200" autocomplete="off" />
      <${Checkbox} ...${form.field('isPaid', { label: t('assessment_results.credits.paid') })} />
      <${TextArea} ...${form.field('remarks', { label: t('assessment_results.credits.remarks'), optional: true })} rows=${3} />
    <//>`;
}

const plain = [
  { label: 'assessment_results.credits.when', main: true, cell: row => html`<${DateTime} value=${row.at} />` },
  { label: 'assessment_results.credits.reason', cell: row => row.text || '–' },
  { label: 'assessment_results.credits.paid', fact: true, narrow: true, cell: row => t(row.isPaid ? 'assessment_results.credits.paid_yes' : 'assessment_results.credits.paid_no') },
  { label: 'assessment_results.credits.given', fact: true, narrow: true, align: 'end', cell: row => number(row.credits, { signDisplay: 'exceptZero' }) },
];

function useCompanies(on) {
  const data = useFetched(async signal => (on ? (await companies.list({ pageSize: -1 }, signal)).rows : []), [on]);
  return useMemo(() => new Map((data.value ?? []).map(row => [row.id, row])), [data.value]);
}

export function Grants({ value, query, reload, giving, give }) {
  const master = isMaster();
  const [attempt, { failure }] = useAttempt();
  const [changed, change] = useState(null);
  const known = useCompanies(master);
  const remove = async row => {
    if (!(await confirm({ title: t('assessment_results.credits.remove_title'), text: t('assessment_results.credits.remove_text'), verb: t('assessment_results.credits.remove'), danger: true }))) return;
    attempt(() => credits.removeGrant(row.id), () => { toast(t('assessment_results.credits.removed')); reload(); });
  };
  const gave = name => { give(false); toast(t('assessment_results.credits.gave', { name })); reload(); };
  const saved = () => { change(null); toast(t('assessment_results.credits.saved')); reload(); };
  const columns = master ? [plain[0], { label: 'assessment_results.credits.company', fact: true, cell: row => known.get(row.company)?.name ?? '–' }, ...plain.slice(1)] : plain;
  const actions = master ? [{ label: 'assessment_results.credits.edit_grant', icon: 'edit', run: change }, { label: 'assessment_results.credits.remove', icon: 'trash', danger: true, run: remove }] : [];
  const filters = master ? [{ name: 'company', label: 'assessment_results.credits.company', options: [...known.values()].map(row => ({ value: row.id, label: row.name })) }] : undefined;
  const chosen = known.get(query.company);
  return html`<${Refused} words=${failure} />
    <${DataTable} caption=${t('assessment_results.credits.tab.grants')} rows=${value.grants} columns=${columns} actions=${actions} filters=${filters} query=${query} empty="assessment_results.credits.grants_empty" />
    ${giving && html`<${Dialog} title=${t('assessment_results.credits.give')} onClose=${() => give(false)}><${GiveForm} company=${chosen ? optionOf(chosen) : null} close=${() => give(false)} saved=${gave} /><//>`}
    ${changed && html`<${Dialog} title=${t('assessment_results.credits.edit_of')} onClose=${() => change(null)}><${ChangeForm} grant=${changed} close=${() => change(null)} saved=${saved} /><//>`}`;
}
