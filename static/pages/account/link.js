// Links from mails and from the first start: /app/link#<token>. Set-up, new password, verified address, joined identity.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { inspectLink, signIn, useLink } from '../../api/app/session.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { DateTime } from '../../components/date-time.js';
import { PasswordField, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { SignInPage } from './sign-in.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { clear, enter, session } from '../../state/session.js';

// The token leaves the address bar as soon as it is read; it lives as long as this page.
let token = null;

export async function load({ signal }) {
  if (location.hash.length > 1) {
    token = decodeURIComponent(location.hash.slice(1));
    history.replaceState(history.state, '', location.pathname);
  }
  if (!token) return { gone: true };
  try {
    return await inspectLink(token, signal);
  } catch (error) {
    if (error.failure?.kind === 'missing') return { gone: true };
    throw error;
  }
}

const texts = {
  first_admin: { title: 'account.link.first.title', lead: 'account.link.first.lead', submit: 'account.link.first.submit', done: 'account.link.first.done', inside: 'account.link.first.inside' },
  set_up: { title: 'account.link.set_up.title', lead: 'account.link.set_up.lead', submit: 'account.link.set_up.submit', done: 'account.link.set_up.done', inside: 'account.link.set_up.inside' },
  reset: { title: 'account.link.reset.title', lead: 'account.link.reset.lead', submit: 'account.link.reset.submit', done: 'account.link.reset.done' },
  verify_email: { title: 'account.link.verify.title', lead: 'account.link.verify.lead', submit: 'account.link.verify.submit', done: 'account.link.verify.done' },
  join_identity: { title: 'account.link.join.title', lead: 'account.link.join.lead', submit: 'account.link.join.submit', done: 'account.link.join.done' },
};

const checkPassword = values => ({
  password: !values.password ? 'enter_password' : new TextEncoder().encode(values.password).length < 10 ? 'password_short' : null,
  again: values.password && values.password !== values.again ? 'passwords_differ' : null,
});

/** Who has just chosen a password need not type it again. Not where somebody else is signed in; and where more is asked for than the password, the sign-in page asks. */
async function signInAfter(link, login, password) {
  if (!['first_admin', 'set_up'].includes(link.purpose) || session.value) return null;
  try {
    return await signIn({ login, password });
  } catch (error) {
    if (!error.failure) throw error;
    return null;
  }
}

function LinkForm({ link, text, done }) {
  const asks = name => link.needs.includes(name);
  const form = useForm({
    start: { username: link.username, displayName: link.displayName, email: link.email, password: '', again: '' },
    check: values => ({
      username: asks('username') && !values.username.trim() && 'enter_username',
      displayName: asks('display_name') && !values.displayName.trim() && 'enter_name',
      ...(asks('password') && checkPassword(values)),
    }),
    send: async values => {
      const used = await useLink(token, {
        ...(asks('password') && { password: values.password }), ...(asks('username') && { username: values.username.trim(), displayName: values.displayName.trim(), email: values.email.trim() }),
      });
      return { ...used, inside: await signInAfter(link, used.login, values.password) };
    },
    done: async answer => {
      if (link.purpose === 'reset') clear();
      token = null;
      if (!answer.inside) { done(answer); return; }
      await enter(answer.inside);
      toast(t(text.inside));
      go('/app', { replace: true });
    },
    names: { display_name: 'displayName' },
  });
  return html`
    <${Form} form=${form} submit=${t(text.submit)} label=${t(text.title)} saved="">
      ${asks('display_name') && html`<${TextField} ...${form.field('displayName', { label: t('account.display_name'), hint: t('account.display_name_hint') })} autocomplete="name" />`}
      ${asks('username') && html`<${TextField} ...${form.field('username', { label: t('account.username'), hint: t('account.username_hint') })}
        autocomplete="username" autocapitalize="none" spellcheck=${false} />
        <${TextField} ...${form.field('email', { label: t('account.email'), optional: true })} type="email" autocomplete="email" />`}
      ${asks('password') && html`<${PasswordField} ...${form.field('password', { label: t('account.new_password'), hint: t('account.password_hint') })} autocomplete="new-password" />
        <${PasswordField} ...${form.field('again', { label: t('account.password_again') })} autocomplete="new-password" />`}
    <//>`;
}

function Content({ link }) {
  const [done, setDone] = useState(null);
  if (link.gone) {
    return html`<${Page} title=${t('account.link.gone.title')} width="narrow">
      <${Empty} icon="link" title=${t('account.link.gone.what')}
        action=${html`<${ButtonLink} kind="primary" href="/app/forgotten">${t('account.link.gone.action')}<//>`}>${t('account.link.gone.text')}<//><//>`;
  }
  const text = texts[link.purpose];
  if (done) {
    return html`<${Page} key="done" title=${t(text.title)} width="narrow">
      <${Notice} tone="ok" role="status" title=${t(text.done)} />
      <div class="row"><${ButtonLink} kind="primary" href="/app">${t(session.value ? 'account.to_app' : 'account.to_sign_in')}<//></div><//>`;
  }
  if (link.purpose === 'join_identity' && !session.value) return html`<${SignInPage} />`;
  return html`<${Page} title=${t(text.title)} lead=${t(text.lead, { name: link.displayName || link.username, email: link.email })} width="narrow">
    ${link.username && !link.needs.includes('username') && html`<p class="muted">${t('account.link.for', { name: link.username })}</p>`}
    <${LinkForm} link=${link} text=${text} done=${setDone} />
    ${link.expiresAt && html`<p class="muted"><small>${t('account.link.until')} <${DateTime} value=${link.expiresAt} /></small></p>`}
  <//>`;
}

export default function LinkPage({ data }) {
  return html`<${Loaded} data=${data} lines=${4}>${link => html`<${Content} link=${link} />`}<//>`;
}

