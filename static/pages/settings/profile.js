// Name and profile, e-mail address, password: three sections that save alone.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as profiles from '../../api/app/profile.js';
import { Button } from '../../components/button.js';
import { Checkbox, PasswordField, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { refresh } from '../../state/session.js';
import { Frame } from './frame.js';

export const title = 'settings.profile.title';
export const load = ({ signal }) => profiles.get(signal);

function Profile({ profile, data }) {
  const form = useForm({
    start: profile,
    draft: 'profile',
    check: values => ({ displayName: !values.displayName.trim() && 'enter_name', username: !values.username.trim() && 'enter_username' }),
    send: profiles.update,
    done: saved => { data.put(saved); refresh(); },
    names: profiles.profileNames,
  });
  return html`<${Section} title=${t('settings.profile.about')} lead=${t('settings.profile.about_lead')}>
    <${Restored} form=${form} start=${profile} />
    <${Form} form=${form} submit=${t('settings.save')} label=${t('settings.profile.about')}>
      <${TextField} ...${form.field('displayName', { label: t('settings.profile.display_name') })} autocomplete="name" />
      <${TextField} ...${form.field('username', { label: t('settings.profile.username'), hint: t('settings.profile.username_hint') })} autocomplete="username"
        autocapitalize="none" spellcheck=${false} />
      <${TextField} ...${form.field('givenName', { label: t('settings.profile.given_name'), optional: true })} autocomplete="given-name" />
      <${TextField} ...${form.field('familyName', { label: t('settings.profile.family_name'), optional: true })} autocomplete="family-name" />
      <${TextField} ...${form.field('department', { label: t('settings.profile.department'), optional: true })} />
      <${TextField} ...${form.field('officeLocation', { label: t('settings.profile.office'), optional: true })} />
      <${TextField} ...${form.field('phone', { label: t('settings.profile.phone'), optional: true })} type="tel" autocomplete="tel" />
      <${TextField} ...${form.field('orcid', { label: t('settings.profile.orcid'), hint: t('settings.profile.orcid_hint'), optional: true })} />
      <${TextArea} ...${form.field('bio', { label: t('settings.profile.bio'), optional: true })} />
      <${Checkbox} ...${form.field('isEmailPublic', { label: t('settings.profile.email_public') })} />
    <//>
  <//>`;
}

function Email({ profile }) {
  const [attempt, { failure, busy }] = useAttempt();
  const [waiting, setWaiting] = useState(null);
  const form = useForm({
    start: { email: '', password: '' },
    check: values => ({ email: !values.email.trim() && 'enter_email', password: !values.password && 'enter_password' }),
    send: async values => { await profiles.changeEmail({ email: values.email.trim(), password: values.password }); return values.email.trim(); },
    done: email => { form.reset({ email: '', password: '' }); setWaiting(email); toast(t('settings.email.sent', { email })); },
    places: { wrong_password: 'password' },
  });
  const again = () => attempt(() => profiles.sendVerification(), () => toast(t('settings.email.sent', { email: profile.email })));
  const state = !profile.email ? 'none' : profile.isEmailVerified ? 'verified' : 'unverified';
  return html`<${Section} title=${t('settings.email.title')}>
    <p class="row">${profile.email && html`<strong>${profile.email}</strong>`}<${Status} noun="email" value=${state} /></p>
    ${state === 'unverified' && html`<${Notice} tone="warn" title=${t('settings.email.unverified')}
      actions=${html`<${Button} small icon="mail" busy=${busy} onClick=${again}>${t('settings.email.again')}<//>`}>
      ${profile.lastVerifiedEmail && profile.lastVerifiedEmail !== profile.email ? t('settings.email.until_then', { email: profile.lastVerifiedEmail }) : t('settings.email.open_link')}<//>`}
    ${waiting && html`<${Notice} role="status" title=${t('settings.email.sent', { email: waiting })}>${t('settings.email.changes_then')}<//>`}
    <${Refused} words=${failure} />
    <${Form} form=${form} submit=${t('settings.email.submit')} kind="secondary" label=${t('settings.email.title')} saved="">
      <${TextField} ...${form.field('email', { label: t('settings.email.new') })} type="email" autocomplete="email" />
      <${PasswordField} ...${form.field('password', { label: t('settings.password.current') })} autocomplete="current-password" />
    <//>
  <//>`;
}

function Password() {
  const form = useForm({
    start: { current: '', next: '', again: '' },
    check: values => ({
      current: !values.current && 'enter_password',
      next: !values.next ? 'enter_password' : new TextEncoder().encode(values.next).length < 10 ? 'password_short' : null,
      again: values.next && values.next !== values.again && 'passwords_differ',
    }),
    send: profiles.changePassword,
    done: () => { form.reset(); toast(t('settings.password.done')); },
    names: { current_password: 'current', new_password: 'next' },
    places: { wrong_password: 'current' },
  });
  return html`<${Section} title=${t('settings.password.title')} lead=${t('settings.password.lead')}>
    <${Form} form=${form} submit=${t('settings.password.submit')} kind="secondary" label=${t('settings.password.title')} saved="">
      <${PasswordField} ...${form.field('current', { label: t('settings.password.current') })} autocomplete="current-password" />
      <${PasswordField} ...${form.field('next', { label: t('settings.password.next'), hint: t('settings.password.hint') })} autocomplete="new-password" />
      <${PasswordField} ...${form.field('again', { label: t('settings.password.again') })} autocomplete="new-password" />
    <//>
  <//>`;
}

export default function ProfilePage({ data }) {
  return html`<${Frame} title=${t(title)} here="/app/settings">
    <${Loaded} data=${data} lines=${10} height="40rem">${profile => html`<${Profile} profile=${profile} data=${data} /><${Email} profile=${profile} /><${Password} />`}<//>
  <//>`;
}
