// Persons join a group that is there: found ones and new ones at once.
import { html, useRef, useState } from '../../vendor/ui.js';
import { languages, plural, t } from '../../i18n/text.js';
import * as groups from '../../api/itr/groups.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { Select, TextArea } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { forEach } from '../../state/many.js';
import { people as peopleOf } from './plan-lines.js';
import { findOrCreate, row } from './plan-work.js';
import { pickPersons } from './person-finding.js';

export function AddMembers({ group, close, done }) {
  const [refused, setRefused] = useState([]);
  const kept = useRef(new Map());
  const form = useForm({
    start: { people: [], lines: '', language: document.documentElement.lang }, draft: `members of group ${group.id}`,
    check: values => { const typed = peopleOf(values.lines); return { people: !values.people.length && !typed.people.length && !typed.wrong.length && 'choose_people', lines: typed.wrong.length > 0 && 'enter_lines' }; },
    send: async values => {
      const fresh = peopleOf(values.lines).people.map(person => {
        const key = person.email.toLowerCase();
        if (!kept.current.has(key)) kept.current.set(key, row({ ...person, language: values.language }));
        return kept.current.get(key);
      });
      const answer = await forEach(fresh, one => findOrCreate({ managedBy: group.managedBy, mail: null }, one), { name: one => one.name });
      const ids = [...values.people.map(entry => entry.value), ...answer.done.map(one => one.personId)];
      if (ids.length) await groups.addMembers(group.id, ids);
      setRefused(answer.refused);
      return { added: ids.length, refused: answer.refused };
    },
    done: answer => { toast(plural('assessment.group.added', answer.added)); if (answer.refused.length) done({ stay: true }); else done({ stay: false }); },
  });
  return html`<${Dialog} title=${t('assessment.group.add')} onClose=${close} wide>
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t('assessment.group.add')} label=${t('assessment.group.add')} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      ${refused.length > 0 && html`<${Notice} tone="warn" role="alert" title=${t('assessment.plan.not_planned')}><ul class="plain">${refused.map(entry => html`<li key=${entry.name}><strong>${entry.name}</strong>: ${entry.text}</li>`)}</ul><//>`}
      <${Combobox} ...${form.field('people', { label: t('assessment.plan.people') })} multiple search=${pickPersons} />
      <${TextArea} ...${form.field('lines', { label: t('assessment.plan.lines'), hint: t('assessment.plan.lines_hint'), optional: true })} rows=${4} spellcheck=${false} />
      <${Select} ...${form.field('language', { label: t('assessment.plan.their_language') })} width="short" options=${Object.entries(languages).map(([value, label]) => ({ value, label }))} />
    <//><//>`;
}
