// Settings of the company, and for master users those of all companies. Each section saves for itself; secrets are never shown.
import { html, useEffect } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as settings from '../../api/itr/settings.js';
import { Checkbox, PasswordField, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Page, Section } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { session } from '../../state/session.js';
import { officeCrumbs } from './crumbs.js';
import { changesOf } from './office-form.js';
import { isMaster } from './places.js';
import { Others } from './settings-others.js';

export const title = 'assessment_office.settings';

const names = ['COMPANYNAME', 'COPYRIGHT', 'COMPANYLOGO'];
const mail = ['SMTP_SERVER', 'SMTP_PORT', 'SMTP_USETLS', 'SMTP_USER', 'SMTP_PASSWORD', 'SMTP_SENDER'];
const limits = ['MAXNUMBEROFCONSULTANTS', 'MAX_FILE_MEGABYTES', 'MAX_FILES_MEGABYTES', 'MAX_RESULTS_LIMIT', 'MAX_SCORES_LIMIT', 'MAX_PLUGINDATA_LIMIT'];
const ofMasters = new Set(['MAXNUMBEROFCONSULTANTS', 'MAX_FILE_MEGABYTES', 'MAX_FILES_MEGABYTES']);
const isNumber = name => limits.includes(name) || name === 'SMTP_PORT';
const secrets = new Set(['SMTP_PASSWORD']);
const yes = new Set(['T', 'Y', 'TRUE', '1']);
const isServer = query => query.of === 'server' && isMaster();
const more = ofServer => (ofServer ? ['CreditOrderEMail'] : ['CC_ADDRESS']);

/** Names that have a field of their own. */
const known = ofServer => [...names, ...mail, ...more(ofServer), ...limits];

export async function load({ query, signal }) {
  const ofServer = isServer(query);
  const open = await settings.list({ ofServer, pageSize: -1 }, signal);
  const values = new Map(open.rows.map(row => [row.name, row.value]));
  const closed = known(ofServer).filter(name => !values.has(name) && !names.includes(name));
  const found = await Promise.all(closed.map(async name => [name, await settings.get(name, { ofServer }, signal)]));
  for (const [name, value] of found) values.set(name, value ?? '');
  return { ofServer, values, others: open.rows.filter(row => !known(ofServer).includes(row.name)) };
}

const startOf = (fields, values) => Object.fromEntries(fields.map(name => [name, secrets.has(name) ? '' : name === 'SMTP_USETLS' ? yes.has((values.get(name) ?? '').trim().toUpperCase()) : values.get(name) ?? '']));
const textOf = value => (typeof value === 'boolean' ? (value ? 'T' : 'F') : value.trim());

function Field({ form, name, values }) {
  const label = t(`assessment_office.settings.${name}`);
  if (name === 'SMTP_USETLS') return html`<${Checkbox} ...${form.field(name, { label })} />`;
  if (secrets.has(name)) return html`<${PasswordField} ...${form.field(name, { label, hint: t(values.get(name) ? 'assessment_office.settings.secret_set' : 'assessment_office.settings.secret_unset'), optional: true })} autocomplete="new-password" />`;
  const why = ofMasters.has(name) && !isMaster();
  const hint = why ? t('assessment_office.settings.limits_why') : null;
  return html`<${TextField} ...${form.field(name, { label, hint, optional: true })} readonly=${why} ...${isNumber(name) && { inputmode: 'numeric', width: 'short' }} autocomplete="off" />`;
}

const whole = /^-?\d{0,9}$/;

/** One section: sends what differs, one after the other; what was sent before a refusal stays. */
function Part({ label, lead, fields, value, reload }) {
  const { values, ofServer } = value;
  const start = startOf(fields, values);
  const form = useForm({
    start, draft: `assessment settings ${ofServer ? 'server' : session.value.company?.id} ${fields[0]}`, secret: [...secrets],
    check: entries => Object.fromEntries(fields.filter(name => isNumber(name) && !whole.test(entries[name].trim())).map(name => [name, 'not_integer'])),
    send: async entries => { for (const [name, entry] of Object.entries(changesOf(start, entries))) await settings.set(name, textOf(entry), { ofServer }); },
    done: () => { toast(t('assessment_office.settings.saved')); reload(); },
  });
  useEffect(() => { if (form.saved) for (const name of fields) if (secrets.has(name)) form.set(name, ''); }, [values]); // stored now, and not shown again
  return html`<${Section} title=${t(label)} lead=${lead && t(lead)}>
    <${Restored} form=${form} start=${start} />
    <${Form} form=${form} submit=${t('assessment_office.save')} label=${t(label)} saved="">${fields.map(name => html`<${Field} key=${name} form=${form} name=${name} values=${values} />`)}<//>
  <//>`;
}

function Content({ value, data }) {
  const parts = [
    { label: 'assessment_office.settings.names', fields: names },
    { label: 'assessment_office.settings.mail', lead: 'assessment_office.settings.mail_lead', fields: [...mail, ...more(value.ofServer)] },
    { label: 'assessment_office.settings.limits', lead: 'assessment_office.settings.limits_lead', fields: limits },
  ];
  return html`<p class="muted">${t(value.ofServer ? 'assessment_office.settings.server_lead' : 'assessment_office.settings.company_lead')}</p>
    ${parts.map(part => html`<${Part} key=${part.label} ...${part} value=${value} reload=${data.reload} />`)}
    <${Others} rows=${value.others} ofServer=${value.ofServer} reload=${data.reload} />`;
}

export default function Settings({ data, query }) {
  const ofServer = isServer(query);
  const body = html`<${Loaded} data=${data} height="40rem">${value => html`<${Content} key=${value.ofServer} value=${value} data=${data} />`}<//>`;
  const tabs = [{ id: 'company', label: t('assessment_office.settings.of_company') }, { id: 'server', label: t('assessment_office.settings.of_server') }];
  return html`<${Page} title=${t(title)} crumbs=${officeCrumbs()}>
    ${isMaster() ? html`<${Tabs} label=${t(title)} name="of" tabs=${tabs} open=${ofServer ? 'server' : 'company'}><div class="stack">${body}</div><//>` : body}
  <//>`;
}
