// Persons join a group that is there: found ones and new ones at once.
import { html, useRef, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as groups from '../../api/itr/groups.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { Form } from '../../components/form.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { forEach } from '../../state/many.js';
import { people as peopleOf } from './plan-lines.js';
import { NewPeopleFields } from './plan-lines-field.js';
import { findOrCreate, row } from './plan-work.js';
import { RefusedRows } from './refused-rows.js';
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
      <${RefusedRows} title=${t('assessment.plan.not_planned')} rows=${refused} />
      <${Combobox} ...${form.field('people', { label: t('assessment.plan.people') })} multiple search=${pickPersons} />
      <${NewPeopleFields} form=${form} />
    <//><//>`;
}
