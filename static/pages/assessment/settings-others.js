// Settings that programs keep under names of their own.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as settings from '../../api/itr/settings.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { session } from '../../state/session.js';
import { cancel, sure } from './office-form.js';
import { isMaster } from './places.js';

const short = text => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

function SettingForm({ row, ofServer, close, saved }) {
  const form = useForm({
    start: { name: row.name, value: row.value }, draft: `assessment setting ${ofServer ? 'server' : session.value.company?.id} ${row.name || 'new'}`, focus: row.name ? 'value' : 'name', check: values => ({ name: !values.name.trim() && 'enter_name' }),
    send: async values => { await settings.set(values.name.trim(), values.value, { ofServer }); return values.name.trim(); },
    done: saved,
  });
  return html`<${Restored} form=${form} />
  <${Form} form=${form} submit=${t('assessment_office.save')} label=${t('assessment_office.settings.others')} saved="" more=${cancel(() => { form.reset(); close(); })}>
    ${!row.name && html`<${TextField} ...${form.field('name', { label: t('assessment_office.name'), hint: t('assessment_office.settings.name_hint') })} code maxlength="50" autocomplete="off" spellcheck=${false} required />`}
    <${TextArea} ...${form.field('value', { label: t('assessment_office.settings.value') })} rows=${4} />
  <//>`;
}

export function Others({ rows, ofServer, reload }) {
  const [attempt, { failure }] = useAttempt();
  const [edited, edit] = useState(null);
  const saved = name => { edit(null); toast(t('assessment_office.settings.one_saved', { name })); reload(); };
  const remove = async row => {
    if (!(await sure({ title: t('assessment_office.settings.remove_title', { name: row.name }), text: t('assessment_office.settings.remove_text') }))) return;
    attempt(() => settings.remove(row.name, { ofServer }), () => { toast(t('assessment_office.settings.removed', { name: row.name })); reload(); });
  };
  const columns = [
    { label: 'assessment_office.name', main: true, cell: row => html`<code>${row.name}</code>` },
    { label: 'assessment_office.settings.value', fact: true, cell: row => short(row.value) || '–' },
  ];
  const actions = [{ label: 'assessment_office.edit', icon: 'edit', run: edit }, { label: 'assessment_office.remove', icon: 'trash', danger: true, when: isMaster, run: remove }];
  const create = html`<${Button} icon="plus" onClick=${() => edit({ name: '', value: '' })}>${t('assessment_office.settings.new')}<//>`;
  return html`<${Section} title=${t('assessment_office.settings.others')} lead=${t('assessment_office.settings.others_lead')} actions=${create}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t('assessment_office.settings.others')} rows=${rows} columns=${columns} actions=${actions} empty="assessment_office.settings.others_empty" />
    ${edited && html`<${Dialog} title=${edited.name ? t('assessment_office.settings.of', { name: edited.name }) : t('assessment_office.settings.new')} onClose=${() => edit(null)}>
      <${SettingForm} row=${edited} ofServer=${ofServer} close=${() => edit(null)} saved=${saved} /><//>`}
  <//>`;
}
