// Lists that persons' pages choose from: organisations, educations, nationalities. One page, the noun as data.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as lists from '../../api/itr/lists.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { officeCrumbs } from './crumbs.js';
import { cancel, changesOf, FetchedDialog, sure } from './office-form.js';
import { office } from './office-places.js';
import { isMaster } from './places.js';

const state = { label: 'assessment_office.state', status: true, narrow: true, cell: row => html`<${Status} noun="account" value=${row.isActive ? 'active' : 'inactive'} />` };
const plain = (name, label, more) => ({ name, label, ...more });

/** `columns` beside the name, `fields` of the form, `blank` a new row; names of persons' lists need no more. */
const nouns = {
  organisations: {
    title: 'assessment_office.organisations', text: 'assessment_office.organisations.text', create: 'assessment_office.organisations.new', empty: 'assessment_office.organisations.empty',
    columns: [state, { label: 'assessment_office.list.contact', fact: true, cell: row => row.contact || '–' }, { label: 'assessment_office.list.phone', fact: true, cell: row => row.phone || '–' }, { label: 'assessment_office.list.email', cell: row => row.email || '–' }],
    fields: [plain('contact', 'assessment_office.list.contact'), plain('phone', 'assessment_office.list.phone', { type: 'tel' }), plain('email', 'assessment_office.list.email', { type: 'email' })], isLong: 'address',
    blank: { name: '', contact: '', phone: '', email: '', address: '', remarks: '', isActive: true },
  },
  educations: {
    title: 'assessment_office.educations', text: 'assessment_office.educations.text', create: 'assessment_office.educations.new', empty: 'assessment_office.educations.empty', hasCentral: true,
    columns: [state, { label: 'assessment_office.educations.group', fact: true, cell: row => row.group || '–' }], fields: [plain('group', 'assessment_office.educations.group')],
    blank: { name: '', group: '', remarks: '', isActive: true },
  },
  nationalities: {
    title: 'assessment_office.nationalities', text: 'assessment_office.nationalities.text', create: 'assessment_office.nationalities.new', empty: 'assessment_office.nationalities.empty', hasCentral: true,
    columns: [{ label: 'assessment_office.nationalities.code', fact: true, narrow: true, cell: row => row.code }], fields: [plain('code', 'assessment_office.nationalities.code', { hint: 'assessment_office.nationalities.code_hint', isNeeded: true, most: 10 })],
    blank: { name: '', code: '', remarks: '' },
  },
};

const ofServer = { label: 'assessment_office.all_companies', narrow: true, cell: row => (row.isCentral ? t('assessment_office.of_all') : '–') };
const mayChange = row => !row.isCentral || isMaster();

function RowForm({ noun, row, close, saved }) {
  const { fields, blank, create, isLong } = nouns[noun];
  const start = Object.fromEntries(Object.keys(blank).map(name => [name, row ? row[name] ?? '' : blank[name]]));
  const form = useForm({
    start, draft: `assessment ${noun} ${row?.id ?? 'new'}`, names: lists.names(noun), focus: 'name',
    check: values => ({ name: !values.name.trim() && 'enter_name', ...Object.fromEntries(fields.filter(field => field.isNeeded).map(field => [field.name, !values[field.name].trim() && 'missing'])) }),
    send: async values => {
      await (row ? lists.save(noun, row.id, changesOf(start, values), row) : lists.create(noun, values));
      return values.name.trim();
    },
    done: saved,
  });
  const long = name => html`<${TextArea} ...${form.field(name, { label: t(name === 'remarks' ? 'assessment_office.remarks' : 'assessment_office.list.address'), optional: true })} rows=${3} />`;
  return html`<${Restored} form=${form} />
    <${Form} form=${form} submit=${t(row ? 'assessment_office.save' : 'assessment_office.create')} label=${t(create)} saved="" more=${cancel(() => { form.reset(); close(); })}>
      <${TextField} ...${form.field('name', { label: t('assessment_office.name') })} maxlength="200" autocomplete="off" required />
      ${fields.map(field => html`<${TextField} key=${field.name} ...${form.field(field.name, { label: t(field.label), hint: field.hint && t(field.hint), optional: !field.isNeeded })}
        type=${field.type ?? 'text'} maxlength=${field.most ?? 200} autocomplete="off" required=${field.isNeeded} />`)}
      ${isLong && long(isLong)}
      ${'isActive' in blank && html`<${Checkbox} ...${form.field('isActive', { label: t('assessment_office.active') })} />`}
      ${long('remarks')}
    <//>`;
}

function useList(noun, data, query) {
  const [attempt, { failure }] = useAttempt();
  const open = changes => go(`${office.list(noun)}${address(query, { edit: null, whose: null, new: null, page: query.page, ...changes })}`, { replace: true, keep: true });
  const close = () => open({});
  const saved = name => { close(); toast(t('assessment_office.list.saved', { name })); data.reload(); };
  const remove = async row => {
    if (!(await sure({ title: t('assessment_office.list.remove_title', { name: row.name }), text: t('assessment_office.list.remove_text') }))) return;
    attempt(() => lists.remove(noun, row.id, row), () => { toast(t('assessment_office.list.removed', { name: row.name })); data.reload(); });
  };
  const edit = row => open({ edit: row.id, whose: row.isCentral ? 'all' : null });
  const actions = [
    { label: 'assessment_office.edit', icon: 'edit', when: mayChange, run: edit },
    { label: 'assessment_office.remove', icon: 'trash', danger: true, when: mayChange, run: remove },
  ];
  return { actions, failure, open, close, saved };
}

function List({ noun, data, query }) {
  const { title, text, create: createWord, columns, empty, hasCentral } = nouns[noun];
  const { actions, failure, open, close, saved } = useList(noun, data, query);
  const place = row => address(query, { edit: row.id, whose: row.isCentral ? 'all' : null, page: query.page });
  const name = { label: 'assessment_office.name', main: true, cell: row => (mayChange(row) ? html`<a href=${place(row)} data-keep-place>${row.name}</a>` : row.name) };
  const shownColumns = [name, ...columns, ...(hasCentral ? [ofServer] : [])];
  const create = html`<${Button} kind="primary" icon="plus" onClick=${() => open({ new: 1 })}>${t(createWord)}<//>`;
  const isCentral = query.whose === 'all';
  return html`
    <${Page} title=${t(title)} count=${data.value?.total} lead=${t(text)} crumbs=${officeCrumbs()} actions=${create}>
      <${Refused} words=${failure} />
      <${DataTable} caption=${t(title)} rows=${data} columns=${shownColumns} actions=${actions} query=${{ ...query, edit: null, whose: null, new: null }}
        search=${{ name: 'search', label: 'assessment_office.list.search' }} empty=${empty} emptyAction=${create} skeleton=${8} />
    <//>
    ${query.new === '1' && html`<${Dialog} title=${t(createWord)} onClose=${close}><${RowForm} noun=${noun} close=${close} saved=${saved} /><//>`}
    ${query.edit && html`<${FetchedDialog} of=${query.edit} close=${close} fetch=${async signal => ({ ...(await lists.get(noun, query.edit, { isCentral, signal })), isCentral })}
        title=${row => (row ? t('assessment_office.list.of', { name: row.name }) : t(title))}>
      ${row => html`<${RowForm} noun=${noun} row=${row} close=${close} saved=${saved} />`}<//>`}`;
}

/** A page for each list, as the outlet takes it. */
const pageOf = noun => ({
  title: nouns[noun].title,
  load: ({ query, signal }) => lists.list(noun, { page: query.page, search: query.search, master: nouns[noun].hasCentral ? 'with' : undefined }, signal),
  default: props => html`<${List} noun=${noun} ...${props} />`,
});

export const organisations = pageOf('organisations');
export const educations = pageOf('educations');
export const nationalities = pageOf('nationalities');
