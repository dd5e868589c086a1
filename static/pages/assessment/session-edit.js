// What can be changed of a session that is planned: its name, goal, window, who is told.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as sessions from '../../api/itr/sessions.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Restored } from '../../components/restored.js';
import { useForm } from '../../state/form.js';
import { instant, local, windowFaults } from './session-words.js';

const stored = { from: instant, until: instant };

/** `also(changes)`: what else has to follow, after the session itself. */
export function EditSession({ session, close, done, also }) {
  // What the person saw: a page that keeps itself up to date must not make others' changes look like his.
  const [start] = useState(() => ({ description: session.description, goal: session.goal, from: local(session.from), until: local(session.until), enforcesEnd: session.enforcesEnd, notify: session.notify, remarks: session.remarks }));
  const form = useForm({
    start, names: sessions.names, draft: `assessment session ${session.id}`, focus: 'description', check: values => ({ description: !values.description.trim() && 'enter_name', ...windowFaults(values) }),
    send: async values => {
      const changes = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== start[name]).map(([name, value]) => [name, stored[name] ? stored[name](value) : value]));
      await sessions.update(session.id, changes);
      await also?.(changes);
    },
    done,
  });
  return html`<${Dialog} title=${t('assessment.session.edit')} onClose=${close} wide>
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t('assessment.save')} label=${t('assessment.session.edit')} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${TextField} ...${form.field('description', { label: t('assessment.session.title') })} autocomplete="off" maxlength="200" />
      <${TextField} ...${form.field('goal', { label: t('assessment.session.goal'), optional: true })} autocomplete="off" maxlength="200" />
      <div class="window-row">
        <${TextField} ...${form.field('from', { label: t('assessment.plan.from'), optional: true })} type="datetime-local" />
        <${TextField} ...${form.field('until', { label: t('assessment.plan.until'), optional: true })} type="datetime-local" />
      </div>
      <${Checkbox} ...${form.field('enforcesEnd', { label: t('assessment.plan.enforces'), hint: t('assessment.plan.enforces_hint') })} />
      <${TextField} ...${form.field('notify', { label: t('assessment.session.notify'), hint: t('assessment.session.notify_hint'), optional: true })} autocomplete="off" maxlength="200" />
      <${TextArea} ...${form.field('remarks', { label: t('assessment.remarks'), optional: true })} rows=${3} />
    <//><//>`;
}
