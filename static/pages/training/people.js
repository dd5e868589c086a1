// People of the domain training, for its administrators: role, state, department, office.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as users from '../../api/kms/users.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, Select, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { address } from '../../components/address.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { useFetched } from '../../state/fetched.js';
import { at, roleOptions, roleWord } from './places.js';

export const title = 'training.people';

export const load = ({ query, signal }) => users.list({ page: query.page, role: query.role, active_only: query.state === 'all' ? 'false' : 'true' }, signal);

const columns = [
  { label: 'training.people.name', main: true, cell: row => html`${row.name}<span class="hint">${row.username}</span>` },
  { label: 'training.state', status: true, narrow: true, cell: row => html`<${Status} noun="account" value=${row.isActive ? 'active' : 'inactive'} />` },
  { label: 'training.people.role', fact: true, cell: row => roleWord(row.role) },
  { label: 'training.people.email', cell: row => row.email || '–' },
  { label: 'training.people.department', fact: true, cell: row => html`${row.department || '–'}${row.office && html`<span class="hint">${row.office}</span>`}` },
];

function EditForm({ user, close, saved }) {
  const start = { name: user.name, department: user.department, office: user.office, role: user.role, isActive: user.isActive };
  const form = useForm({
    start, names: users.names, focus: 'name', draft: `training person ${user.id}`,
    check: values => ({ name: !values.name.trim() && 'enter_name' }),
    send: values => users.update(user.id, Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== start[name]))),
    done: saved,
  });
  const cancel = html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`;
  return html`<${Restored} form=${form} />
  <${Form} form=${form} submit=${t('training.save')} label=${t('training.people.edit_of', { name: user.name })} saved="" more=${cancel}>
    <${TextField} ...${form.field('name', { label: t('training.people.name') })} autocomplete="off" maxlength="200" />
    <${TextField} ...${form.field('department', { label: t('training.people.department'), optional: true })} autocomplete="off" maxlength="50" />
    <${TextField} ...${form.field('office', { label: t('training.people.office'), optional: true })} autocomplete="off" maxlength="50" />
    <${Select} ...${form.field('role', { label: t('training.people.role'), hint: t('training.people.role_hint') })} options=${roleOptions()} />
    <${Checkbox} ...${form.field('isActive', { label: t('training.people.is_active'), hint: t('training.people.is_active_hint') })} />
  <//>`;
}

function EditDialog({ id, close, saved }) {
  const data = useFetched(signal => users.get(id, signal), [id]);
  const heading = data.value ? t('training.people.edit_of', { name: data.value.name }) : t('training.people.edit');
  return html`<${Dialog} title=${heading} onClose=${close}><${Loaded} data=${data} height="24rem">${user => html`<${EditForm} user=${user} close=${close} saved=${saved} />`}<//><//>`;
}

const filters = () => [
  { name: 'role', label: 'training.people.role', options: roleOptions() },
  { name: 'state', label: 'training.state', any: 'training.people.active', options: [{ value: 'all', label: t('training.people.active_and_not') }] },
];

export default function People({ data, query }) {
  const close = () => go(`${at.people}${address(query, { edit: null, page: query.page })}`, { replace: true, keep: true });
  const saved = user => { close(); toast(t('training.people.saved', { name: user.name })); data.reload(); };
  const edit = row => go(address(query, { edit: row.id, page: query.page }), { keep: true });
  const shown = { ...query, edit: null };
  return html`
    <${Page} title=${t(title)} count=${data.value?.total}>
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${shown} filters=${filters()} empty="training.people.empty" skeleton=${12} actions=${[{ label: 'training.people.edit', icon: 'edit', run: edit }]} />
    <//>
    ${/^[0-9]+$/.test(query.edit ?? '') && html`<${EditDialog} id=${query.edit} close=${close} saved=${saved} />`}`;
}
