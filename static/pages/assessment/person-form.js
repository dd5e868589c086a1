// Who a candidate is: the same form for a new one and for one that is there.
import { html } from '../../vendor/ui.js';
import { languages, t } from '../../i18n/text.js';
import * as persons from '../../api/itr/persons.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { Select, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Restored } from '../../components/restored.js';
import { useForm } from '../../state/form.js';
import { picks, stored } from './person-picks.js';

const looksLikeMail = text => /^[^\s@]+@[^\s@]+$/.test(text.trim());

const sexes = { 0: 'assessment.sex.unknown', 1: 'assessment.sex.male', 2: 'assessment.sex.female', 3: 'assessment.sex.neutral' };
const languageOptions = current => [...new Set([...Object.keys(languages), current].filter(Boolean))].map(value => ({ value, label: languages[value] ?? value }));

const blank = () => ({ firstName: '', lastName: '', email: '', language: document.documentElement.lang });

/** Name, address, language: what a new person needs. */
const NameFields = ({ form }) => html`
  <div class="form-row">
    <${TextField} ...${form.field('firstName', { label: t('assessment.person.first_name'), optional: true })} autocomplete="off" maxlength="200" />
    <${TextField} ...${form.field('lastName', { label: t('assessment.person.last_name') })} autocomplete="off" maxlength="200" />
  </div>
  <${TextField} ...${form.field('email', { label: t('assessment.person.email'), hint: t('assessment.person.email_hint') })} type="email" autocomplete="off" maxlength="200" />
  <${Select} ...${form.field('language', { label: t('assessment.person.language') })} width="short" options=${languageOptions(form.values.language)} />`;

const checkName = values => ({ lastName: !values.lastName.trim() && !values.firstName.trim() && 'enter_name', email: !looksLikeMail(values.email) && 'enter_email' });

const trimmed = values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]));

export function NewPerson({ close, done }) {
  const form = useForm({ start: blank(), names: persons.names, draft: 'assessment person new', focus: 'firstName', check: checkName, send: values => persons.create({ ...trimmed(values), sex: 0 }), done });
  return html`<${Dialog} title=${t('assessment.person.new')} onClose=${close}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('assessment.person.create')} label=${t('assessment.person.new')} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}><${NameFields} form=${form} /><//><//>`;
}

/** `belongs`: { organisation, education, nationality } as options. */
export function EditPerson({ person, belongs, close, done }) {
  const start = {
    firstName: person.firstName, lastName: person.lastName, initials: person.initials, titlesBefore: person.titlesBefore, titlesAfter: person.titlesAfter, email: person.email, language: person.language,
    sex: String(person.sex), birthDate: person.birthDate, remarks: person.remarks, ...belongs,
  };
  const form = useForm({
    start, names: persons.names, draft: `assessment person ${person.id}`, focus: 'firstName', check: checkName,
    send: values => persons.update(person.id, stored(trimmed(Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== start[name]))))), done,
  });
  return html`<${Dialog} title=${t('assessment.person.edit_of', { name: person.name })} onClose=${close} wide>
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t('assessment.save')} label=${t('assessment.person.edit_of', { name: person.name })} saved="" more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${NameFields} form=${form} />
      <div class="form-row">
        <${TextField} ...${form.field('titlesBefore', { label: t('assessment.person.titles_before'), optional: true })} autocomplete="off" maxlength="200" />
        <${TextField} ...${form.field('titlesAfter', { label: t('assessment.person.titles_after'), optional: true })} autocomplete="off" maxlength="200" />
        <${TextField} ...${form.field('initials', { label: t('assessment.person.initials'), optional: true })} autocomplete="off" maxlength="200" />
      </div>
      <div class="form-row">
        <${TextField} ...${form.field('birthDate', { label: t('assessment.person.birth_date'), optional: true })} type="date" />
        <${Select} ...${form.field('sex', { label: t('assessment.person.sex') })} options=${Object.entries(sexes).map(([value, key]) => ({ value, label: t(key) }))} />
      </div>
      <div class="form-row">
        <${Combobox} ...${form.field('organisation', { label: t('assessment.person.organisation'), optional: true })} search=${picks.organisation} />
        <${Combobox} ...${form.field('education', { label: t('assessment.person.education'), optional: true })} search=${picks.education} />
        <${Combobox} ...${form.field('nationality', { label: t('assessment.person.nationality'), optional: true })} search=${picks.nationality} />
      </div>
      <${TextArea} ...${form.field('remarks', { label: t('assessment.remarks'), hint: t('assessment.person.remarks_hint'), optional: true })} rows=${3} />
    <//><//>`;
}

/** Where nobody said it, the server has 0 or 3. */
export const sexWord = value => ([1, 2].includes(value) ? t(sexes[value]) : '');
