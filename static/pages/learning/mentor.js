// Applying to become a mentor, and what became of it.
import { html, useState } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import * as requests from '../../api/lms/enrollment.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { DateTime } from '../../components/date-time.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Page, Section } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { TextArea } from '../../components/field.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { at, hasRole, mentors } from './places.js';
import { pickSubjects, way } from './picks.js';
import { isId, told } from './words.js';

export const title = 'learning.mentor.title';

/** Names of the subjects that an application gives by their id; one that is gone has none. */
async function namesOf(application, signal) {
  const ids = (application?.subjects ?? []).filter(isId);
  const found = await Promise.allSettled(ids.map(id => learning.subject(id, signal)));
  return new Map(found.map((answer, i) => [ids[i], answer.value ? `${answer.value.name} (${way(answer.value)})` : t('learning.not_open')]));
}

export async function load({ signal }) {
  const found = await learning.mine(signal);
  return { ...found, subjectNames: await namesOf(found.applications[0], signal) };
}

const most = 20000;

function ApplyForm({ done }) {
  const form = useForm({
    start: { motivation: '', experience: '', subjects: [] }, draft: 'mentor application',
    check: values => ({ motivation: !values.motivation.trim() && 'missing' }),
    send: values => requests.apply({ motivation: values.motivation.trim(), experience: values.experience.trim(), subjects: values.subjects.map(entry => entry.value) }),
    done: answer => { stale('/app/learning/'); toast(t('learning.mentor.sent_said')); done(answer); },
  });
  return html`
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t('learning.mentor.send')} label=${t(title)} saved="">
      <${TextArea} ...${form.field('motivation', { label: t('learning.mentor.motivation'), hint: t('learning.mentor.motivation_hint') })}
        rows=${6} maxlength=${most} required />
      <${TextArea} ...${form.field('experience', { label: t('learning.mentor.experience'), hint: t('learning.mentor.experience_hint'), optional: true })}
        rows=${4} maxlength=${most} />
      <${Combobox} ...${form.field('subjects', { label: t('learning.mentor.subjects'), hint: t('learning.mentor.subjects_hint'), optional: true })} multiple create
        search=${pickSubjects} />
    <//>`;
}

function Application({ application, names }) {
  return html`<${Section} plain title=${t('learning.mentor.yours')}>
    <div class="row"><${Status} noun="application" value=${application.status} /></div>
    ${application.reason && html`<blockquote class="reason"><p>${application.reason}</p></blockquote>`}
    <${Facts} label=${t('learning.facts')} items=${[
      { label: t('learning.mentor.sent'), value: html`<${DateTime} value=${application.submittedAt} />` },
      { label: t('learning.mentor.decided'), value: application.reviewedAt && html`<${DateTime} value=${application.reviewedAt} />` },
      { label: t('learning.mentor.motivation'), value: html`<span class="said">${application.motivation}</span>` },
      { label: t('learning.mentor.experience'), value: application.experience && html`<span class="said">${application.experience}</span>` },
      { label: t('learning.mentor.subjects'), value: application.subjects.length > 0 && list(application.subjects.map(subject => names.get(subject) ?? subject)) },
    ]} />
  <//>`;
}

function Content({ data }) {
  const found = data.value;
  const [again, setAgain] = useState(false);
  const [last] = found.applications;
  const done = () => { setAgain(false); data.reload(); };
  if (mentors()) return html`<${Empty} icon="learning" title=${t('learning.mentor.is')}
    action=${html`<${ButtonLink} kind="primary" href=${at.mine}>${t('learning.mine')}<//>`}>${t('learning.mentor.is_text')}<//>`;
  const may = hasRole('learner') && last?.status !== 'pending';
  return html`
    ${last && html`<${Application} application=${last} names=${found.subjectNames} />`}
    ${last?.status === 'pending' && html`<p class="muted">${told()}</p>`}
    ${may && last && !again && html`<div class="row"><${Button} kind="primary" onClick=${() => setAgain(true)}>${t('learning.mentor.again')}<//></div>`}
    ${may && (!last || again) && html`<${ApplyForm} done=${done} />`}
    ${!last && !hasRole('learner') && html`<${Empty} icon="lock" title=${t('learning.mentor.closed')}>${t('learning.mentor.closed_text')}<//>`}`;
}

export default function Mentor({ data }) {
  return html`<${Page} title=${t(title)} lead=${t('learning.mentor.lead')} width="editor" crumbs=${[{ href: at.mine, label: t('learning.mine') }]}>
    <${Loaded} data=${data} height="30rem">${() => html`<${Content} data=${data} />`}<//>
  <//>`;
}
