// Rows of the editor of templates: records that a new one is linked with, people and groups it is shared with.
import { html, useMemo, useRef } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Select, TextField } from '../../components/field.js';
import { namesOf } from '../../api/kadi/roles.js';
import { pickRecords, pickSubjects } from './picks.js';
import { roleWord } from './role-words.js';

/** Fields of row `i` of the list `name` in a form; focus goes on to what is left when a row goes. */
function useRows(form, name) {
  const box = useRef(null);
  const rows = form.values[name];
  const put = next => form.set(name, next);
  return {
    rows, box,
    add: row => { put([...rows, row]); setTimeout(() => [...box.current.querySelectorAll('.template-row')].at(-1)?.querySelector('input')?.focus()); },
    remove: i => { put(rows.filter((_, at) => at !== i)); setTimeout(() => box.current?.querySelector('[data-add]')?.focus()); },
    field: (i, key, props) => ({ ...form.field(`${name}.${i}.${key}`, props), value: rows[i][key], onValue: value => put(rows.map((row, at) => (at === i ? { ...row, [key]: value } : row))) }),
  };
}

const Rows = ({ of, label, add, remove, children }) => html`<div class="template-rows" ref=${of.box}>
  ${of.rows.map((row, i) => html`<div class="template-row" role="group" key=${i} aria-label=${label(i)}>${children(row, i)}
    <div class="template-row-foot"><${Button} small kind="quiet" icon="close" onClick=${() => of.remove(i)}>${remove}<//></div></div>`)}
  <div><${Button} icon="plus" data-add onClick=${() => of.add(add.row)}>${add.label}<//></div>
</div>`;

export function LinkRows({ form }) {
  const of = useRows(form, 'links');
  const search = useMemo(() => pickRecords(), []);
  const ways = [{ value: 'out', label: t('templates.way_out') }, { value: 'in', label: t('templates.way_in') }];
  return html`<${Rows} of=${of} label=${i => t('templates.link_number', { number: i + 1 })} remove=${t('templates.link_remove')} add=${{ label: t('templates.link_add'), row: { direction: 'out', other: null, name: '', term: '' } }}>${(row, i) => html`
    <${Combobox} ...${of.field(i, 'other', { label: t('templates.link_other') })} search=${search} required />
    <${Select} ...${of.field(i, 'direction', { label: t('templates.link_way') })} options=${ways} />
    <${TextField} ...${of.field(i, 'name', { label: t('templates.link_name'), hint: t('templates.link_name_hint') })} autocomplete="off" maxlength="150" required />
    <${TextField} ...${of.field(i, 'term', { label: t('research.meta.term'), hint: t('templates.link_term_hint'), optional: true })} type="url" autocomplete="off" maxlength="2048" />`}<//>`;
}

export function RoleRows({ form }) {
  const of = useRows(form, 'roles');
  return html`<${Rows} of=${of} label=${i => t('templates.role_number', { number: i + 1 })} remove=${t('templates.role_remove')} add=${{ label: t('templates.role_add'), row: { subject: null, role: 'member' } }}>${(row, i) => html`
    <${Combobox} ...${of.field(i, 'subject', { label: t('research.sharing.subject') })} search=${pickSubjects} required />
    <${Select} ...${of.field(i, 'role', { label: t('research.sharing.role') })} options=${namesOf('record').map(value => ({ value, label: roleWord(value) }))} />`}<//>`;
}
