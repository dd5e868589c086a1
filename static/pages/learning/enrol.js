// Asking to learn a subject: the state of one's request, and the form for a new one.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as requests from '../../api/lms/enrollment.js';
import { Button } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { Form } from '../../components/form.js';
import { Section } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { TextArea } from '../../components/field.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { hasRole } from './places.js';
import { told } from './words.js';

const most = 5000;

function EnrolForm({ subject, close, done }) {
  const form = useForm({
    start: { message: '' }, draft: `enrolment ${subject.id}`, focus: 'message', names: { subjectId: '' },
    send: values => requests.ask(subject.id, values.message.trim()),
    done: answer => { stale('/app/learning/'); toast(t('learning.enrol.asked_said', { name: subject.name })); done(answer); },
  });
  return html`<${Dialog} title=${t('learning.enrol.title', { name: subject.name })} onClose=${close}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('learning.enrol.send')} label=${t('learning.enrol.title', { name: subject.name })}
      saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <p class="muted">${t('learning.enrol.text')}</p>
      <${TextArea} ...${form.field('message', { label: t('learning.enrol.message'), hint: t('learning.enrol.message_hint'), optional: true })} maxlength=${most} />
    <//><//>`;
}

const since = { pending: 'learning.enrol.since', approved: 'learning.enrol.approved_at', rejected: 'learning.enrol.rejected_at' };
const asked = enrollment => html`<span class="muted">${t(since[enrollment.status])} <${DateTime} value=${enrollment.reviewedAt ?? enrollment.requestedAt} as="date" /></span>`;

/** One's place in a subject; `changed` gets the new request. Only learners may ask. */
export function Enrolment({ subject, changed }) {
  const [open, setOpen] = useState(false);
  const { enrollment } = subject;
  const may = hasRole('learner') && (!enrollment || enrollment.status === 'rejected');
  if (!may && !enrollment) return null;
  const state = useRef(null);
  useEffect(() => { if (open === 'sent' && document.activeElement === document.body) state.current?.focus(); }, [open]); // the button that had it is gone
  const done = answer => { setOpen('sent'); changed(answer); };
  return html`<${Section} plain title=${t('learning.enrol')}>
    <div class="row" ref=${state} tabindex="-1">
      ${enrollment ? html`<${Status} noun="enrollment" value=${enrollment.status} />${asked(enrollment)}`
        : html`<span class="muted">${t('learning.enrol.not_yet')}</span>`}
      ${may && html`<${Button} kind="primary" onClick=${() => setOpen(true)}>${t(enrollment ? 'learning.enrol.again' : 'learning.enrol.ask')}<//>`}
    </div>
    ${may && html`<p class="muted">${t('learning.enrol.brings')}</p>`}
    ${enrollment?.status === 'pending' && html`<p class="muted">${told()}</p>`}
    ${enrollment?.status === 'rejected' && enrollment.reason && html`<blockquote class="reason"><p>${enrollment.reason}</p></blockquote>`}
    ${open === true && html`<${EnrolForm} subject=${subject} close=${() => setOpen(false)} done=${done} />`}
  <//>`;
}
