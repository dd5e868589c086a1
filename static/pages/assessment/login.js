// One login: name, address, rights, until when; new or there already.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as logins from '../../api/itr/logins.js';
import * as templates from '../../api/itr/rights.js';
import { Button } from '../../components/button.js';
import { Checkbox, CheckboxGroup, PasswordField, Select, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { refresh, session } from '../../state/session.js';
import { useForm } from '../../state/form.js';
import { officeCrumbs } from './crumbs.js';
import { changesOf } from './office-form.js';
import { office } from './office-places.js';
import { isMaster, keepsPasswords } from './places.js';
import { limitOptions, rightOptions } from './rights-words.js';

export const title = 'assessment_office.logins.one';

export async function load({ params, signal }) {
  const [login, found] = await Promise.all([params.id ? logins.get(params.id, signal) : null, templates.list({ pageSize: -1, master: 'with' }, signal)]);
  return { login, templates: found.rows.filter(row => !row.isCentral || isMaster()) }; // what those of all companies hold is told to master users only
}

const blank = { name: '', email: '', password: '', rights: ['IsOfficeUser', 'HasTestingOfficeAccess'], limits: [], isActive: true, licenseEnds: '', template: '', pool: '0', key: '', remarks: '' };
const startOf = login => (login ? Object.fromEntries(Object.keys(blank).map(name => [name, name === 'password' ? '' : name === 'pool' ? String(login.pool) : login[name]])) : blank);
const whole = /^-?\d{1,9}$/;

const check = values => ({
  name: !values.name.trim() && 'enter_name', email: !values.email.trim() && 'enter_email', password: values.password && values.password.length < 10 && 'password_short', pool: !whole.test(values.pool.trim()) && 'not_integer',
});

const plain = ({ pool, ...values }) => ({ ...values, ...(pool !== undefined && { pool: Number(pool) }) });

/** A key that others made is shown to password managers only; nobody else's form holds it. */
const secret = ['password', 'key'];

function Template({ form, found }) {
  const [attempt, { failure }] = useAttempt();
  const fill = ({ flags }) => {
    if (!flags) return;
    form.set('rights', flags.filter(flag => logins.rights.includes(flag)));
    form.set('limits', flags.filter(flag => logins.limits.includes(flag)));
  };
  const choose = id => {
    form.set('template', id);
    const row = found.find(each => each.id === id);
    if (row) attempt(() => templates.get(id, { isCentral: row.isCentral }), fill);
  };
  if (found.length === 0) return null;
  const options = [{ value: '', label: t('assessment_office.logins.template_none') }, ...found.map(row => ({ value: row.id, label: row.name }))];
  return html`<${Refused} words=${failure} />
    <${Select} ...${form.field('template', { label: t('assessment_office.logins.template'), hint: t('assessment_office.logins.template_hint') })} options=${options} onValue=${choose} />`;
}

const newKey = () => [...crypto.getRandomValues(new Uint8Array(24))].map(byte => byte.toString(16).padStart(2, '0')).join('');

function Key({ form }) {
  if (!keepsPasswords()) return null;
  return html`<div class="stack-2"><${PasswordField} ...${form.field('key', { label: t('assessment_office.logins.key'), hint: t('assessment_office.logins.key_hint'), optional: true })} autocomplete="off" maxlength="300" />
    <div><${Button} small icon="key" onClick=${() => form.set('key', newKey())}>${t('assessment_office.logins.key_make')}<//></div></div>`;
}

function Fields({ form, value, isOwn }) {
  const { login } = value;
  return html`
    <${TextField} ...${form.field('name', { label: t('assessment_office.name') })} maxlength="150" autocomplete="off" required />
    <${TextField} ...${form.field('email', { label: t('assessment_office.logins.email'), hint: t(login ? 'assessment_office.logins.email_kept_hint' : 'assessment_office.logins.email_hint') })} type="email" maxlength="200" autocomplete="off" required />
    <${PasswordField} ...${form.field('password', { label: t('assessment_office.logins.password'), hint: t('assessment_office.logins.password_hint'), optional: true })} autocomplete="new-password" />
    <${Template} form=${form} found=${value.templates} />
    <${CheckboxGroup} ...${form.field('rights', { label: t('assessment_office.logins.rights'), hint: t('assessment_office.logins.rights_hint') })} options=${rightOptions()} />
    <${CheckboxGroup} ...${form.field('limits', { label: t('assessment_office.logins.limits') })} options=${limitOptions()} />
    ${form.values.limits.includes('HasPersonalCreditPool') && html`<${TextField} ...${form.field('pool', { label: t('assessment_office.logins.pool') })} inputmode="numeric" width="short" autocomplete="off" />`}
    ${isOwn ? html`<p class="muted">${t('assessment_office.logins.own_active')}</p>` : html`<${Checkbox} ...${form.field('isActive', { label: t('assessment_office.active'), hint: t('assessment_office.logins.active_hint') })} />`}
    <${TextField} ...${form.field('licenseEnds', { label: t('assessment_office.logins.license_ends'), hint: t('assessment_office.logins.license_ends_hint'), optional: true })} type="date" width="short" />
    <${Key} form=${form} />
    <${TextArea} ...${form.field('remarks', { label: t('assessment_office.remarks'), optional: true })} rows=${3} />`;
}

function Editor({ value }) {
  const { login } = value;
  const start = useMemo(() => startOf(login), [login]);
  const isOwn = login?.id === session.value.company?.loginId;
  const form = useForm({
    start, check, names: logins.names, secret, draft: `assessment login ${login?.id ?? 'new'}`,
    send: values => (login ? logins.save(login.id, plain(changesOf(start, values))) : logins.create(plain(values))),
    done: async () => {
      toast(t(login ? 'assessment_office.logins.saved' : 'assessment_office.logins.created', { name: form.values.name }));
      stale(office.logins);
      if (isOwn) await refresh();
      go(office.logins);
    },
  });
  const discard = () => { form.reset(); go(office.logins); };
  return html`<${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t(login ? 'assessment_office.save' : 'assessment_office.create')} label=${t(title)} saved="" more=${html`<${Button} onClick=${discard}>${t('components.cancel')}<//>`}>
      <${Fields} form=${form} value=${value} isOwn=${isOwn} /><//>`;
}

export default function Login({ data, params }) {
  const name = params.id ? data.value?.login?.name || t(title) : t('assessment_office.logins.new');
  return html`<${Page} title=${name} width="editor" crumbs=${officeCrumbs({ href: office.logins, label: t('assessment_office.logins') })}>
    <${Loaded} data=${data} height="40rem">${value => html`<${Editor} key=${params.id ?? 'new'} value=${value} />`}<//>
  <//>`;
}
