// The login mail (again) to one person or to many, one mail for each.
import { html, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Progress } from '../../components/progress.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { forEach } from '../../state/many.js';
import { RefusedRows } from './refused-rows.js';
import { checkMail, MailFields, sendTo, usual } from './plan-mail-text.js';

/** `people`: [{ personId, name, firstName, email }], who is written to; `session` may be null. */
export function MailDialog({ people, session, close }) {
  const [work, setWork] = useState(null);
  const [refused, setRefused] = useState([]);
  const known = people.filter(person => person.email);
  const form = useForm({
    start: usual(Boolean(session)), draft: `assessment mail ${session?.id ?? 'without session'}`, check: checkMail,
    send: async values => {
      const again = refused.length ? known.filter(person => refused.some(entry => entry.row === person)) : known;
      const answer = await forEach(again, person => sendTo(person, session, values), { name: person => person.name, progress: setWork });
      setWork(null);
      setRefused(answer.refused);
      return answer;
    },
    done: answer => { if (!answer.refused.length) { toast(plural('assessment.mail.sent', answer.done.length)); close(); } },
  });
  const heading = people.length === 1 ? t('assessment.mail.title_one', { name: people[0].name }) : plural('assessment.mail.title_many', known.length);
  return html`<${Dialog} title=${heading} onClose=${close} wide>
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${refused.length ? t('assessment.mail.again') : t('assessment.mail.send')} label=${heading} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${RefusedRows} title=${plural('assessment.mail.refused', refused.length)} rows=${refused} />
      ${known.length < people.length && html`<${Notice}>${plural('assessment.mail.without', people.length - known.length)}<//>`}
      <${MailFields} form=${form} first=${known[0]} session=${session} />
      ${work && work.total > 1 && html`<${Progress} value=${work.at / work.total} label=${t('assessment.mail.sending')} detail=${t(work.waits ? 'assessment.at_waits' : 'assessment.at', work)} />`}
    <//><//>`;
}
