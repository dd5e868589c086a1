// Second factor: enrol with a picture or a key, confirm with a code, remove.
import { html, useState } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import * as profiles from '../../api/app/profile.js';
import { Button } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { PasswordField, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Secret } from '../../components/secret.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { Frame } from './frame.js';

export const title = 'settings.factor.title';
export const load = ({ signal }) => profiles.secondFactor(signal);

const needsCode = values => !values.code.trim() && 'enter_code';
const needsPassword = values => !values.password && 'enter_password';

function Begin({ begun }) {
  const form = useForm({ start: { password: '' }, check: values => ({ password: needsPassword(values) }), send: values => profiles.beginFactor(values.password), done: begun, places: { wrong_password: 'password' } });
  return html`<${Section} title=${t('settings.factor.begin_title')} lead=${t('settings.factor.begin_lead')}>
    <${Form} form=${form} submit=${t('settings.factor.begin')} label=${t('settings.factor.begin_title')} saved="">
      <${PasswordField} ...${form.field('password', { label: t('settings.password.current') })} autocomplete="current-password" />
    <//><//>`;
}

function Confirm({ secret, confirmed, cancel }) {
  const form = useForm({ start: { code: '' }, focus: 'code', check: values => ({ code: needsCode(values) }), send: values => profiles.confirmFactor(values.code), done: confirmed });
  return html`<${Section} title=${t('settings.factor.confirm_title')}>
    <${Secret} qr=${secret.qr} secret=${secret.secret} uri=${secret.uri} />
    <${Form} form=${form} submit=${t('settings.factor.confirm')} label=${t('settings.factor.confirm_title')} saved=""
      more=${html`<${Button} onClick=${cancel}>${t('components.cancel')}<//>`}>
      <${TextField} ...${form.field('code', { label: t('settings.factor.code'), hint: t('settings.factor.code_hint') })} width="short" code inputmode="numeric"
        autocomplete="one-time-code" />
    <//><//>`;
}

function Remove({ factor, removed }) {
  const form = useForm({
    start: { password: '', code: '' }, check: values => ({ password: needsPassword(values), code: needsCode(values) }), send: profiles.removeFactor, done: removed, places: { wrong_password: 'password' },
  });
  if (factor.demandedBy.length) return html`<${Notice} title=${t('settings.factor.demanded')}>${t('settings.factor.demanded_by', { names: list(factor.demandedBy) })}<//>`;
  return html`<${Section} title=${t('settings.factor.remove_title')} lead=${t('settings.factor.remove_lead')}>
    <${Form} form=${form} submit=${t('settings.factor.remove')} kind="danger" label=${t('settings.factor.remove_title')} saved="">
      <${PasswordField} ...${form.field('password', { label: t('settings.password.current') })} autocomplete="current-password" />
      <${TextField} ...${form.field('code', { label: t('settings.factor.code'), hint: t('settings.factor.code_hint') })} width="short" code inputmode="numeric"
        autocomplete="one-time-code" />
    <//><//>`;
}

function Factor({ factor, data }) {
  const [secret, setSecret] = useState(null);
  const confirmed = found => { setSecret(null); data.put(found); toast(t('settings.factor.now_on')); };
  const removed = () => { data.put({ ...factor, state: 'off', confirmedAt: null }); toast(t('settings.factor.now_off')); };
  return html`
    <p class="row"><${Status} noun="factor" value=${factor.state === 'begun' ? 'off' : factor.state} />${factor.confirmedAt && html`<span class="muted">${t('settings.factor.since')} <${DateTime} value=${factor.confirmedAt} as="date" /></span>`}</p>
    ${factor.state !== 'on' && factor.demandedBy.length > 0 && html`<${Notice} tone="warn"
      title=${t('settings.factor.owed', { names: list(factor.demandedBy) })} />`}
    ${factor.state === 'on' ? html`<${Remove} factor=${factor} removed=${removed} />`
      : secret ? html`<${Confirm} secret=${secret} confirmed=${confirmed} cancel=${() => setSecret(null)} />`
        : html`<${Begin} begun=${setSecret} />`}`;
}

export default function SecondFactor({ data }) {
  return html`<${Frame} title=${t(title)} here="/app/settings/second-factor" lead=${t('settings.factor.lead')}>
    <${Loaded} data=${data} height="16rem">${factor => html`<${Factor} factor=${factor} data=${data} />`}<//>
  <//>`;
}
