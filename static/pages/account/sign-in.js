// Signing in: name and password, then the code of the second factor; also over the page when a session ended.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { cookie, isSetUp, signIn } from '../../api/app/session.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { PasswordField, RadioGroup, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Secret } from '../../components/secret.js';
import { goOn, isOurs, ownAddress, place } from '../../router.js';
import { useForm } from '../../state/form.js';
import { account, enter, give, session } from '../../state/session.js';

export const title = 'account.sign_in.title';

/** Two steps: what was typed in the first stays while the code is asked for. */
function SignInForm({ login = '', done, more, below }) {
  const [step, setStep] = useState(null); // { values, enrolment }
  const first = useForm({
    start: { login, password: '' },
    focus: login ? 'password' : null,
    check: values => ({ login: !values.login.trim() && 'enter_login', password: !values.password && 'enter_password' }),
    send: async values => {
      try {
        return await signIn({ ...values, login: values.login.trim() });
      } catch (error) {
        const { code, body } = error.failure ?? {};
        if (code === 'company_needed') { setStep({ values, companies: body.companies }); return null; }
        if (code !== 'mfa_required' && code !== 'mfa_enrolment') throw error;
        setStep({ values, enrolment: code === 'mfa_enrolment' ? body : null });
        return null;
      }
    },
    done: answer => answer && enter(answer).then(done),
  });
  if (step?.companies) return html`<${CompanyForm} step=${step} back=${() => setStep(null)} done=${done} />`;
  if (step) return html`<${CodeForm} step=${step} back=${() => setStep(null)} done=${done} />`;
  return html`
    <${Form} form=${first} submit=${t('account.sign_in.submit')} label=${t(title)} more=${more} saved="">
      <${TextField} ...${first.field('login', { label: t('account.login') })} autocomplete="username" autocapitalize="none" spellcheck=${false} />
      <${PasswordField} ...${first.field('password', { label: t('account.password') })} autocomplete="current-password" />
    <//>${below}`;
}

function CodeForm({ step, back, done }) {
  const form = useForm({
    start: { code: '' },
    focus: 'code',
    check: values => ({ code: !values.code.trim() && 'enter_code' }),
    send: values => signIn({ ...step.values, login: step.values.login.trim(), code: values.code }),
    done: answer => enter(answer).then(done),
  });
  const more = html`<${Button} kind="quiet" onClick=${back}>${t('components.back')}<//>`;
  return html`
    ${step.enrolment && html`<div class="stack"><${Notice} title=${t('account.enrol.title')}>${t('account.enrol.text')}<//>
      <${Secret} qr=${step.enrolment.qr} secret=${step.enrolment.secret} uri=${step.enrolment.uri} /></div>`}
    <${Form} form=${form} submit=${t('account.sign_in.submit')} label=${t('account.code.title')} more=${more} saved="">
      <${TextField} ...${form.field('code', { label: t('account.code.label'), hint: t('account.code.hint') })} width="short" code inputmode="numeric" autocomplete="one-time-code" />
    <//>`;
}

/** A candidate whom several companies know by one address. */
function CompanyForm({ step, back, done }) {
  const form = useForm({
    start: { companyId: '' },
    check: values => ({ companyId: !values.companyId && 'choose_one' }),
    send: values => signIn({ ...step.values, login: step.values.login.trim(), companyId: values.companyId }),
    done: answer => enter(answer).then(done),
    names: { company_id: 'companyId' },
  });
  return html`<${Form} form=${form} submit=${t('account.sign_in.submit')} label=${t('account.company.label')} saved=""
    more=${html`<${Button} kind="quiet" onClick=${back}>${t('components.back')}<//>`}>
    <${RadioGroup} ...${form.field('companyId', { label: t('account.company.label') })}
      options=${step.companies.map(entry => ({ value: entry.company_id, label: entry.name }))} /><//>`;
}

/** The page of its own, and what any page shows while nobody is signed in (its address stays). */
export function SignInPage() {
  const after = () => { if (place.value.route?.open || !place.value.route) goOn(next()); };
  const [open, setOpen] = useState(true);
  useEffect(() => {
    goOnAlready();
    const left = new AbortController();
    isSetUp(left.signal).then(setOpen, () => {}); // the form is there all the same
    return () => left.abort();
  }, []);
  return html`<${Page} title=${t(title)} width="narrow">
    ${!open && html`<${Notice} title=${t('account.not_set_up.title')}>${t('account.not_set_up.text')}<//>`}
    <${SignInForm} done=${after} more=${html`<a href="/app/forgotten">${t('account.forgotten.link')}</a>`} below=${html`<${Poll} done=${after} />`} />
  <//>`;
}

/** Where somebody wanted to go: only addresses of this server count. */
const next = () => ownAddress(place.value.query.next) ?? ownAddress('/app');

const asked = 'athenaeum.asked';

/** A page of the server's asked who is there, and the browser has a session but lost its cookie: it gets a new one and goes back. Once: a browser
    that keeps no cookies would go back and forth for ever. */
async function goOnAlready() {
  const url = next();
  if (session.value?.kind !== 'account' || isOurs(url) || sessionStorage.getItem(asked) === url.href) return;
  try {
    await cookie();
  } catch {
    return; // the form is there
  }
  sessionStorage.setItem(asked, url.href);
  goOn(url);
}

const Poll = ({ done }) => html`<details class="fold"><summary>${t('account.poll.title')}</summary><${PollForm} done=${done} /></details>`;

function PollForm({ done }) {
  const form = useForm({
    start: { poll: '' },
    check: values => ({ poll: !values.poll.trim() && 'enter_code' }),
    send: async values => {
      try {
        return await signIn({ poll: values.poll.trim() });
      } catch (error) {
        if (error.failure?.code === 'wrong_password') { error.failure.kind = 'invalid'; error.failure.fields = [{ path: 'poll', code: 'poll_unknown' }]; }
        throw error;
      }
    },
    done: answer => enter(answer).then(done),
  });
  return html`<${Form} form=${form} submit=${t('account.poll.submit')} kind="secondary" label=${t('account.poll.title')} saved="">
    <${TextField} ...${form.field('poll', { label: t('account.poll.label') })} autocomplete="off" code width="short" /><//>`;
}

/** The session ended while somebody worked: the page stays behind, with everything that was typed. */
export function SignInAgain() {
  const who = account();
  const foot = html`<${Button} kind="quiet" onClick=${give}>${t('account.again.leave')}<//>`;
  return html`<${Dialog} title=${t('account.again.title')} fixed foot=${foot}>
    <p>${t('account.again.text')}</p>
    ${session.value?.kind === 'poll' ? html`<${PollForm} done=${() => {}} />` : html`<${SignInForm} login=${who?.username ?? session.value?.person?.email ?? ''} done=${() => {}} />`}
  <//>`;
}

export default SignInPage;
