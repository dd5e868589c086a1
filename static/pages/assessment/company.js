// One company with its terms; for master users.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as companies from '../../api/itr/companies.js';
import { newId } from '../../api/itr/page.js';
import { Button } from '../../components/button.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { session } from '../../state/session.js';
import { useEntering } from './company-enter.js';
import { officeCrumbs } from './crumbs.js';
import { changesOf, sure } from './office-form.js';
import { office } from './office-places.js';

export const title = 'assessment_office.company';

export const load = async ({ params, signal }) => ({ company: params.id ? await companies.get(params.id, signal) : null });

const wholes = ['discount', 'costsPerTest', 'licenseFee', 'credits', 'warning'];
const decimals = ['vat', 'price'];
const forEver = '2100-01-01T08:00:00+00:00';
const blank = {
  name: '', country: '', contact: '', phone: '', email: '', mailAddress: '', visitingAddress: '', invoiceAddress: '', logo: '', host: '', exitUrl: '', copyTo: '', vatNumber: '', vat: '0', currency: 'EUR', price: '0.1',
  discount: '0', costsPerTest: '0', licenseFee: '0', credits: '0', warning: '500', mayOwe: true, isActive: true, noPublicTests: false, asksCode: false, licenseEnds: '',
};

const asWritten = value => number(value, { useGrouping: false, maximumFractionDigits: 10 });

function textOf(name, value) {
  if (name === 'licenseEnds') return value >= '2100' ? '' : value.slice(0, 10);
  if (decimals.includes(name)) return asWritten(value);
  return typeof blank[name] === 'boolean' ? value : String(value ?? '');
}

const startOf = company => (company ? Object.fromEntries(Object.keys(blank).map(name => [name, textOf(name, company[name])])) : { ...blank, price: asWritten(0.1) });
const numberOf = text => Number(text.trim().replace(',', '.'));

function wireOf(values) {
  const one = ([name, value]) => [name, wholes.includes(name) || decimals.includes(name) ? numberOf(value) : name === 'licenseEnds' ? (value ? `${value}T23:59:59Z` : forEver) : value];
  return Object.fromEntries(Object.entries(values).map(one));
}

const check = values => ({
  name: !values.name.trim() && 'enter_name',
  ...Object.fromEntries(wholes.map(name => [name, !/^-?\d{1,9}$/.test(values[name].trim()) && 'not_integer'])),
  ...Object.fromEntries(decimals.map(name => [name, (!values[name].trim() || Number.isNaN(numberOf(values[name]))) && 'not_number'])),
});

function Contact({ text, long }) {
  return html`<h2>${t('assessment_office.companies.contact_part')}</h2>
    ${text('contact', 'assessment_office.companies.contact')}
    ${text('phone', 'assessment_office.companies.phone', { type: 'tel', maxlength: 50 })}
    ${text('email', 'assessment_office.companies.email', { type: 'email' })}
    ${long('mailAddress', 'assessment_office.companies.mail_address')}
    ${long('visitingAddress', 'assessment_office.companies.visiting_address')}
    ${long('invoiceAddress', 'assessment_office.companies.invoice_address')}
    ${text('vatNumber', 'assessment_office.companies.vat_number')}`;
}

function Terms({ form, text, isNew }) {
  const amount = (name, label, hint) => html`<${TextField} ...${form.field(name, { label: t(label), hint: hint && t(hint) })} inputmode="decimal" width="short" autocomplete="off" />`;
  const box = (name, label, hint) => html`<${Checkbox} ...${form.field(name, { label: t(label), hint: hint && t(hint) })} />`;
  return html`<h2>${t('assessment_office.companies.terms')}</h2>
    ${isNew && amount('credits', 'assessment_office.companies.credits', 'assessment_office.companies.credits_hint')}
    ${amount('warning', 'assessment_office.companies.warning')}
    ${box('mayOwe', 'assessment_office.companies.may_owe')}
    ${amount('discount', 'assessment_office.companies.discount', 'assessment_office.companies.discount_hint')}
    ${amount('costsPerTest', 'assessment_office.companies.costs_per_test')}
    ${amount('licenseFee', 'assessment_office.companies.license_fee')}
    ${text('currency', 'assessment_office.companies.currency', { width: 'short', maxlength: 50 })}
    ${amount('price', 'assessment_office.companies.price')}
    ${amount('vat', 'assessment_office.companies.vat')}
    <${TextField} ...${form.field('licenseEnds', { label: t('assessment_office.companies.license_ends'), hint: t('assessment_office.logins.license_ends_hint'), optional: true })} type="date" width="short" />
    ${box('noPublicTests', 'assessment_office.companies.no_public_tests')}
    ${box('asksCode', 'assessment_office.companies.asks_code', 'assessment_office.companies.asks_code_hint')}
    ${box('isActive', 'assessment_office.active')}`;
}

function Editor({ company }) {
  const start = useMemo(() => startOf(company), [company]);
  const [id] = useState(() => company?.id ?? newId());
  const form = useForm({
    start, check, names: companies.names, draft: `assessment company ${company?.id ?? 'new'}`,
    send: values => companies.save(id, wireOf(company ? changesOf(start, values) : values)),
    done: () => { toast(t(company ? 'assessment_office.companies.saved' : 'assessment_office.companies.created', { name: form.values.name })); stale(office.companies); go(office.companies); },
  });
  const text = (name, label, { hint, ...more } = {}) => html`<${TextField} ...${form.field(name, { label: t(label), hint: hint && t(hint), optional: name !== 'name' })} maxlength="200" autocomplete="off" ...${more} />`;
  const long = (name, label) => html`<${TextArea} ...${form.field(name, { label: t(label), optional: true })} rows=${3} />`;
  const discard = () => { form.reset(); go(office.companies); };
  return html`<${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t(company ? 'assessment_office.save' : 'assessment_office.create')} label=${t(title)} saved="" more=${html`<${Button} onClick=${discard}>${t('components.cancel')}<//>`}>
      ${text('name', 'assessment_office.name', { required: true })}
      ${text('country', 'assessment_office.companies.country')}
      ${text('logo', 'assessment_office.companies.logo', { hint: 'assessment_office.companies.logo_hint' })}
      ${text('host', 'assessment_office.companies.host', { hint: 'assessment_office.companies.host_hint' })}
      ${text('exitUrl', 'assessment_office.companies.exit_url', { type: 'url', maxlength: 255 })}
      ${text('copyTo', 'assessment_office.companies.copy_to')}
      <${Contact} text=${text} long=${long} />
      <${Terms} form=${form} text=${text} isNew=${!company} />
    <//>`;
}

function Actions({ company, attempt, enter }) {
  const isHere = company.id === session.value.company?.id;
  const remove = async () => {
    const asked = { title: t('assessment_office.companies.remove_title', { name: company.name }), text: t('assessment_office.companies.remove_text'), typed: company.name, verb: t('assessment_office.companies.remove') };
    if (!(await sure(asked))) return;
    attempt(() => companies.remove(company.id), () => { toast(t('assessment_office.companies.removed', { name: company.name })); stale(office.companies); go(office.companies); });
  };
  return html`<${Button} icon="right" why=${isHere ? t('assessment_office.companies.here') : null} onClick=${() => enter(company)}>${t('assessment_office.companies.enter')}<//>
    <${Button} icon="trash" kind="quiet danger" why=${isHere ? t('assessment_office.companies.here') : null} onClick=${remove}>${t('assessment_office.remove')}<//>`;
}

export default function Company({ data, params }) {
  const [attempt, removing] = useAttempt();
  const [enter, entering] = useEntering();
  const company = data.value?.company;
  const name = params.id ? company?.name || t(title) : t('assessment_office.companies.new');
  return html`<${Page} title=${name} width="editor" crumbs=${officeCrumbs({ href: office.companies, label: t('assessment_office.companies') })}
      actions=${company && html`<${Actions} company=${company} attempt=${attempt} enter=${enter} />`}>
    <${Refused} words=${removing.failure ?? entering.failure} />
    <${Loaded} data=${data} height="40rem">${value => html`<${Editor} key=${params.id ?? 'new'} company=${value.company} />`}<//>
  <//>`;
}
