// Who may do what with a record, a collection or a template: people and groups against roles, one choice a row. In a group: its members.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as roles from '../../api/kadi/roles.js';
import { people } from '../../api/kadi/values.js';
import { Button, IconButton } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { confirm } from '../../components/dialog.js';
import { Select } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { useForm } from '../../state/form.js';
import { resource } from '../../state/resource.js';

const words = { member: () => t('research.role.member'), collaborator: () => t('research.role.collaborator'), editor: () => t('research.role.editor'), admin: () => t('research.role.admin') };
const hints = { member: () => t('research.role.member_hint'), collaborator: () => t('research.role.collaborator_hint'), editor: noun => t(noun === 'record' ? 'research.role.editor_hint' : 'research.role.editor_hint_other'), admin: () => t('research.role.admin_hint') };

function Row({ row, noun, object, mayChange, change, remove }) {
  const name = row.user?.name ?? row.group.title;
  const fact = row.user?.username ?? row.group.identifier;
  const isCreator = row.user && row.user.id === object.creator?.id;
  return html`<tr>
    <th scope="row"><span>${name}</span><span class="hint">${isCreator ? t('research.sharing.creator') : fact}</span></th>
    ${roles.namesOf(noun).map(role => html`<td key=${role} data-label=${words[role]()}>
      <label class="matrix-choice"><input type="radio" name=${`role-${row.kind}-${row.id}`} checked=${row.role === role} disabled=${!mayChange || isCreator}
        aria-label=${t('research.sharing.cell', { name, role: words[role]() })} onChange=${() => change(row, role)} /><span class="matrix-word" aria-hidden="true">${words[role]()}</span></label></td>`)}
    <td class="act">${mayChange && !isCreator && html`<${IconButton} small icon="close" label=${t('research.sharing.remove', { name })} onClick=${() => remove(row)} />`}</td>
  </tr>`;
}

const Matrix = ({ rows, label, first, noun, ...more }) => html`
  <div class="table-box"><table class="matrix" aria-label=${label}>
    <thead><tr><th scope="col">${first}</th>${roles.namesOf(noun).map(role => html`<th key=${role} scope="col">${words[role]()}<span class="hint">${hints[role](noun)}</span></th>`)}<td></td></tr></thead>
    <tbody>${rows.map(row => html`<${Row} key=${`${row.kind}-${row.id}`} row=${row} noun=${noun} ...${more} />`)}</tbody>
  </table></div>`;

function Add({ noun, object, rows, added }) {
  const search = async (text, signal) => (await people(text, signal)).filter(person => !rows.some(row => row.id === person.id)).map(person => ({ value: person.id, label: person.name, fact: person.username }));
  const form = useForm({
    start: { person: null, role: 'member' },
    check: values => ({ person: !values.person && 'missing' }),
    send: async values => { await roles.addUser(noun, object.id, values.person.value, values.role); return values.person; },
    done: person => { form.reset({ person: null, role: 'member' }); added(person); },
    names: { 'user.id': 'person', role: 'role' },
  });
  return html`<form class="share-form" novalidate aria-label=${t('research.sharing.add')} onSubmit=${event => { event.preventDefault(); form.submit(); }}>
    <${ErrorSummary} faults=${form.summary} words=${form.words} round=${form.round} />
    <div class="share-row">
      <${Combobox} ...${form.field('person', { label: t('research.sharing.person') })} search=${search} />
      <${Select} ...${form.field('role', { label: t('research.sharing.role') })} options=${roles.namesOf(noun).map(value => ({ value, label: words[value]() }))} />
      <${Button} type="submit" kind="primary" busy=${form.busy}>${t('research.sharing.share')}<//>
    </div></form>`;
}

/** `object` is one of `noun`: { id, visibility, creator }; `can` the rights of the session (rights.js). */
export function Sharing({ noun, object, can }) {
  const mayChange = can.has(noun === 'group' ? 'members' : 'permissions');
  const [failure, setFailure] = useState(null);
  const data = useMemo(() => resource(async signal => {
    const [users, groups] = await Promise.all([roles.users(noun, object.id, signal), roles.groups(noun, object.id, signal)]);
    return [...users.map(row => ({ ...row, kind: 'users' })), ...groups.map(row => ({ ...row, kind: 'groups' }))];
  }), [noun, object.id]);
  const nameOf = row => row.user?.name ?? row.group.title;
  const same = (a, b) => a.kind === b.kind && a.id === b.id;
  const change = (row, role) => {
    setFailure(null);
    data.change({ show: rows => rows.map(other => (same(other, row) ? { ...other, role } : other)), send: () => roles.change(noun, object.id, row.kind, row.id, role), refused: setFailure });
  };
  const remove = async row => {
    if (!(await confirm({ title: t('research.sharing.remove_title', { name: nameOf(row) }), text: t('research.sharing.remove_text', { name: nameOf(row) }), verb: t('research.sharing.remove_verb'), danger: true }))) return;
    setFailure(null);
    try {
      await roles.remove(noun, object.id, row.kind, row.id);
      toast(t('research.sharing.removed', { name: nameOf(row) }));
    } catch (error) {
      if (!error.failure) throw error;
      setFailure(describe(error.failure));
    }
    data.reload();
  };
  const more = { noun, object, mayChange, change, remove };
  return html`
    ${failure && html`<${Notice} tone="danger" role="alert" title=${failure.title}>${failure.text}<//>`}
    <p class="muted">${t(object.visibility === 'public' ? 'research.sharing.public' : 'research.sharing.private')} ${t('research.sharing.admins')}</p>
    <${Loaded} data=${data}>${rows => html`
      ${mayChange && html`<${Add} noun=${noun} object=${object} rows=${rows.filter(row => row.kind === 'users')} added=${person => { toast(t('research.sharing.added', { name: person.label })); data.reload(); }} />`}
      <${Section} plain title=${t('research.sharing.people')}><${Matrix} rows=${rows.filter(row => row.kind === 'users')} label=${t('research.sharing.people')} first=${t('research.sharing.person')} ...${more} /><//>
      ${rows.some(row => row.kind === 'groups') && html`<${Section} plain title=${t('research.sharing.groups')} lead=${t('research.sharing.groups_lead')}><${Matrix} rows=${rows.filter(row => row.kind === 'groups')} label=${t('research.sharing.groups')} first=${t('research.sharing.group')} ...${more} /><//>`}`}<//>`;
}
