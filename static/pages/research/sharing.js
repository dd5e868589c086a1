// Who may do what with a record, a collection or a template: people and groups against roles, one choice a row. In a group: its members.
import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as roles from '../../api/kadi/roles.js';
import { Button, IconButton } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { confirm } from '../../components/dialog.js';
import { Select } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { resource } from '../../state/resource.js';
import { pickMembers, pickSubjects, subjectOf } from './picks.js';
import { at } from './places.js';
import { roleHint, roleWord } from './role-words.js';

const nameOf = row => row.user?.name ?? row.group.title;

function Row({ row, noun, object, mayChange, change, remove }) {
  const name = nameOf(row);
  const fact = row.user?.username ?? row.group.identifier;
  const isCreator = row.user && row.user.id === object.creator?.id;
  return html`<tr>
    <th scope="row"><a class="plain-link" href=${row.user ? at.user(row.id) : at.group(row.id)}>${name}</a><span class="hint">${isCreator ? t('research.sharing.creator') : fact}</span></th>
    ${roles.namesOf(noun).map(role => html`<td key=${role} data-label=${roleWord(role)}>
      <label class="matrix-choice"><input type="radio" name=${`role-${row.kind}-${row.id}`} checked=${row.role === role} disabled=${!mayChange || isCreator}
        aria-label=${t('research.sharing.cell', { name, role: roleWord(role) })} onChange=${() => change(row, role)} /><span class="matrix-word" aria-hidden="true">${roleWord(role)}</span></label></td>`)}
    <td class="act">${mayChange && !isCreator && html`<${IconButton} small icon="close" label=${t('research.sharing.remove', { name })} onClick=${() => remove(row)} />`}</td>
  </tr>`;
}

const Matrix = ({ rows, label, first, noun, ...more }) => html`
  <div class="table-box"><table class="matrix" aria-label=${label}>
    <thead><tr><th scope="col">${first}</th>${roles.namesOf(noun).map(role => html`<th key=${role} scope="col">${roleWord(role)}<span class="hint">${roleHint(role, noun)}</span></th>`)}<td></td></tr></thead>
    <tbody>${rows.map(row => html`<${Row} key=${`${row.kind}-${row.id}`} row=${row} noun=${noun} ...${more} />`)}</tbody>
  </table></div>`;

/** Members of a group are people; everything else is shared with people and groups. */
function Add({ noun, object, rows, added }) {
  const isGroup = noun === 'group';
  const held = new Set(rows.map(row => `${row.kind}:${row.id}`));
  const search = async (text, signal) => (await (isGroup ? pickMembers : pickSubjects)(text, signal)).filter(option => !held.has(option.value));
  const form = useForm({
    start: { subject: null, role: 'member' },
    check: values => ({ subject: !values.subject && 'missing' }),
    send: async values => {
      const [kind, id] = subjectOf(values.subject.value);
      await (kind === 'users' ? roles.addUser : roles.addGroup)(noun, object.id, id, values.role);
      return values.subject;
    },
    done: subject => { form.reset({ subject: null, role: 'member' }); added(subject); },
    names: { 'user.id': 'subject', 'group.id': 'subject', 'role.name': 'role' },
  });
  const words = form.words && form.failure?.kind === 'denied' ? { title: t('research.sharing.denied'), text: t('research.sharing.denied_text') } : form.words;
  return html`<form class="share-form" novalidate aria-label=${t(isGroup ? 'groups.members.add' : 'research.sharing.add')} onSubmit=${event => { event.preventDefault(); form.submit(); }}>
    <${ErrorSummary} faults=${form.summary} words=${words} round=${form.round} />
    <div class="share-row">
      <${Combobox} ...${form.field('subject', { label: t(isGroup ? 'research.sharing.person' : 'research.sharing.subject') })} search=${search} />
      <${Select} ...${form.field('role', { label: t('research.sharing.role') })} options=${roles.namesOf(noun).map(value => ({ value, label: roleWord(value) }))} />
      <${Button} type="submit" kind="primary" busy=${form.busy}>${t(isGroup ? 'groups.members.add_verb' : 'research.sharing.share')}<//>
    </div></form>`;
}

const sharingWords = {
  added: 'research.sharing.added', title: 'research.sharing.remove_title', text: 'research.sharing.remove_text', verb: 'research.sharing.remove_verb', removed: 'research.sharing.removed',
  people: 'research.sharing.people',
};
const memberWords = {
  added: 'groups.members.added', title: 'groups.members.remove_title', text: 'groups.members.remove_text', verb: 'groups.members.remove_verb', removed: 'groups.members.removed',
  people: 'groups.members.title',
};

/** `object` is one of `noun`: { id, visibility, creator }; `can` the rights of the session (rights.js). */
export function Sharing({ noun, object, can }) {
  const isGroup = noun === 'group';
  const mayChange = can.has(isGroup ? 'members' : 'permissions');
  const words = isGroup ? memberWords : sharingWords;
  const [attempt, { failure, forget }] = useAttempt();
  const [unchanged, setUnchanged] = useState(null); // why a role went back to what it was
  const data = useMemo(() => resource(async signal => {
    const [users, groups] = await Promise.all([roles.users(noun, object.id, signal), roles.groups(noun, object.id, signal)]);
    return [...users.map(row => ({ ...row, kind: 'users' })), ...groups.map(row => ({ ...row, kind: 'groups' }))];
  }), [noun, object.id]);
  useEffect(() => () => data.leave(), [data]);
  const same = (a, b) => a.kind === b.kind && a.id === b.id;
  const change = (row, role) => {
    forget();
    setUnchanged(null);
    data.change({
      show: rows => rows.map(other => (same(other, row) ? { ...other, role } : other)),
      send: () => roles.change(noun, object.id, row.kind, row.id, role),
      refused: setUnchanged,
    });
  };
  const remove = async row => {
    if (!(await confirm({ title: t(words.title, { name: nameOf(row) }), text: t(words.text, { name: nameOf(row) }), verb: t(words.verb), danger: true }))) return;
    setUnchanged(null);
    await attempt(() => roles.remove(noun, object.id, row.kind, row.id), () => toast(t(words.removed, { name: nameOf(row) })));
    data.reload();
  };
  const more = { noun, object, mayChange, change, remove };
  return html`
    <${Refused} words=${failure ?? unchanged} />
    <p class="muted">${isGroup ? t('groups.members.lead') : `${t(object.visibility === 'public' ? 'research.sharing.public' : 'research.sharing.private')} ${t('research.sharing.admins')}`}</p>
    <${Loaded} data=${data}>${rows => html`
      ${mayChange && html`<${Add} noun=${noun} object=${object} rows=${rows} added=${subject => { toast(t(words.added, { name: subject.label })); data.reload(); }} />`}
      <${Section} plain title=${t(words.people)}><${Matrix} rows=${rows.filter(row => row.kind === 'users')} label=${t(words.people)} first=${t('research.sharing.person')} ...${more} /><//>
      ${rows.some(row => row.kind === 'groups') && html`<${Section} plain title=${t('research.sharing.groups')} lead=${t('research.sharing.groups_lead')}>
        <${Matrix} rows=${rows.filter(row => row.kind === 'groups')} label=${t('research.sharing.groups')} first=${t('research.sharing.group')} ...${more} /><//>`}`}<//>`;
}
