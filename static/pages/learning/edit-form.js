// Name, description and the rest of a level, grade or subject, new or there already.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as administration from '../../api/lms/administration.js';
import * as users from '../../api/lms/users.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, Select, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Restored } from '../../components/restored.js';
import { useForm } from '../../state/form.js';
import { newWord, stageOptions } from './edit-places.js';

const pickMentors = async (text, signal) => {
  const { rows } = await users.list({ search: text, role: 'MENTOR', status: 'ACTIVE', perPage: 20 }, signal);
  return rows.map(user => ({ value: user.id, label: user.name, fact: user.email }));
};

const blank = { name: '', description: '', picture: '', isActive: true };
const more = { grade: { stage: '' }, subject: { mentor: null } };

function startOf(noun, node) {
  const start = { ...blank, ...more[noun] };
  if (!node) return start;
  const mentor = node.mentor && { value: node.mentor.id, label: node.mentor.name, fact: node.mentor.email };
  return Object.fromEntries(Object.keys(start).map(name => [name, name === 'mentor' ? mentor : node[name] ?? '']));
}

const plain = (name, value) => (name === 'mentor' ? value?.value ?? null : name === 'picture' ? value.trim() || null : name === 'name' ? value?.trim() : value);

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changesOf(start, values) {
  const sent = Object.keys(start).map(name => [name, plain(name, values[name]), plain(name, start[name])]);
  return Object.fromEntries(sent.filter(([, now, before]) => now !== before).map(([name, now]) => [name, now]));
}

const check = values => ({ name: !values.name.trim() && 'enter_name', stage: values.stage === '' && 'choose_one' });

/** `node`: what is changed, or null for a new row below `parent`; `saved(id)`. */
export function NodeDialog({ noun, node, parent, close, saved }) {
  const start = startOf(noun, node);
  const title = node ? t('learning_admin.edit_of', { name: node.name }) : newWord(noun);
  const form = useForm({
    start, check, names: administration.names, draft: `learning ${noun} ${node?.id ?? `new ${parent?.id ?? ''}`}`, focus: 'name',
    send: async values => {
      if (!node) return administration.create(noun, parent?.id, changesOf({ ...start, name: null }, values));
      await administration.update(noun, node.id, changesOf(start, values));
      return node.id;
    },
    done: saved,
  });
  return html`<${Dialog} title=${title} onClose=${close}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t(node ? 'learning_admin.save' : 'learning_admin.create')} label=${title} saved=""
      more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${TextField} ...${form.field('name', { label: t('learning_admin.name') })} autocomplete="off" maxlength="200" required />
      <${TextArea} ...${form.field('description', { label: t('learning_admin.description'), optional: true })} />
      ${noun === 'grade' && html`<${Select} ...${form.field('stage', { label: t('learning_admin.stage') })}
        options=${node ? stageOptions() : [{ value: '', label: t('learning_admin.stage_choose') }, ...stageOptions()]} />`}
      ${noun === 'subject' && html`
        <${Combobox} ...${form.field('mentor', { label: t('learning_admin.mentor'), hint: t('learning_admin.mentor_hint'), optional: true })} search=${pickMentors} />`}
      <${TextField} ...${form.field('picture', { label: t('learning_admin.picture'), hint: t('learning_admin.picture_hint'), optional: true })}
        type="url" inputmode="url" autocomplete="off" maxlength="2048" />
      <${Checkbox} ...${form.field('isActive', { label: t('learning_admin.visible'), hint: t('learning_admin.visible_hint') })} />
    <//>
  <//>`;
}
