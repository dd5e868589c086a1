// The login mail in a form: subject and text with words that stand for the person's, and how it will look.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as persons from '../../api/itr/persons.js';
import * as sessions from '../../api/itr/sessions.js';
import { TextArea, TextField } from '../../components/field.js';
import { session as own } from '../../state/session.js';
import { asHtml, filled, needsPassword } from './plan-mail.js';
import { windowWords } from './session-words.js';

/** What an empty form starts with, in the language of the page; without a session it only says how to sign in. */
export const usual = (hasSession = true) => (hasSession
  ? { mailSubject: t('assessment.mail.subject_text'), mailText: t('assessment.mail.text_text') }
  : { mailSubject: t('assessment.mail.subject_plain'), mailText: t('assessment.mail.text_plain') });

export const checkMail = values => ({ mailSubject: !values.mailSubject.trim() && 'enter_subject', mailText: !values.mailText.trim() && 'enter_text' });

const door = () => `${location.origin}/app/sign-in`;

/** What stands for the words in braces; `session` may be null. */
const valuesFor = (person, session, password) => ({
  name: person.name, first_name: person.firstName || person.name, login: person.email, password, address: door(), session: session?.description || t('assessment.session.one'),
  window: windowWords(session ?? {}), company: own.value?.company?.name ?? '',
});

/** Sends the mail to one person; where the text has a password, it is a new one. */
export async function sendTo(person, session, { mailSubject, mailText }) {
  let password = '';
  if (needsPassword(mailSubject, mailText)) {
    password = person.password ?? persons.newPassword();
    if (!person.password) await persons.update(person.personId, { password });
  }
  const values = valuesFor(person, session, password);
  await sessions.sendMail({ to: person.email, subject: filled(mailSubject, values).replace(/\s+/g, ' ').trim(), html: asHtml(filled(mailText, values)) });
}

const words = ['name', 'first_name', 'login', 'password', 'address', 'company'];
const ofSessions = ['session', 'window'];

/** The fields with the preview for the first of the people (or somebody invented). */
export function MailFields({ form, first, session }) {
  const person = first ?? { name: t('assessment.mail.sample_name'), firstName: t('assessment.mail.sample_name'), email: 'ada@example.org' };
  const values = valuesFor(person, session, '••••-••••-••••');
  return html`<div class="mail">
    <div class="stack">
      <${TextField} ...${form.field('mailSubject', { label: t('assessment.mail.subject') })} autocomplete="off" maxlength="300" />
      <${TextArea} ...${form.field('mailText', { label: t('assessment.mail.text'), hint: t('assessment.mail.words', { words: (session ? [...words, ...ofSessions] : words).map(word => `{${word}}`).join(' ') }) })} rows=${12} />
      ${needsPassword(form.values.mailSubject, form.values.mailText) && html`<p class="hint">${t('assessment.mail.new_password')}</p>`}
    </div>
    <section class="mail-preview" aria-label=${t('assessment.mail.preview')}>
      <h3>${t('assessment.mail.preview')}</h3>
      <p class="muted">${t('assessment.mail.to', { name: person.name, email: person.email })}</p>
      <p><strong>${filled(form.values.mailSubject, values)}</strong></p>
      <p class="as-written">${filled(form.values.mailText, values)}</p>
    </section>
  </div>`;
}
