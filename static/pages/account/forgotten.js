// A forgotten password: the answer is the same whoever asked.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { forgotten } from '../../api/app/session.js';
import { ButtonLink } from '../../components/button.js';
import { TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Page } from '../../components/page.js';
import { useForm } from '../../state/form.js';

export const title = 'account.forgotten.title';

export default function Forgotten() {
  const [sent, setSent] = useState(null);
  const form = useForm({
    start: { login: '' },
    check: values => ({ login: !values.login.trim() && 'enter_login' }),
    send: async values => { await forgotten(values.login.trim()); return values.login.trim(); },
    done: setSent,
  });
  if (sent) {
    return html`<${Page} key="sent" title=${t('account.forgotten.sent_title')} width="narrow">
      <p>${t('account.forgotten.sent', { login: sent })}</p><p class="muted">${t('account.forgotten.nothing')}</p>
      <div class="row"><${ButtonLink} href="/app/sign-in">${t('account.to_sign_in')}<//></div><//>`;
  }
  return html`<${Page} title=${t(title)} lead=${t('account.forgotten.lead')} width="narrow">
    <${Form} form=${form} submit=${t('account.forgotten.submit')} label=${t(title)} more=${html`<a href="/app/sign-in">${t('account.to_sign_in')}</a>`}>
      <${TextField} ...${form.field('login', { label: t('account.login') })} autocomplete="username" autocapitalize="none" spellcheck=${false} />
    <//><//>`;
}
