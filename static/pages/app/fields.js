// Fields of a form, right and wrong; submitting it shows the summary.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Checkbox, CheckboxGroup, PasswordField, RadioGroup, Select, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { useForm } from '../../state/form.js';

const options = () => [{ value: 'a', label: t('gallery.first') }, { value: 'b', label: t('gallery.second'), hint: t('gallery.text') }, { value: 'c', label: t('gallery.disabled'), why: t('gallery.why') }];

export function Fields() {
  const form = useForm({
    start: { name: '', password: '', count: '12', about: '', kind: 'a', one: 'a', some: ['a'], sure: false },
    check: values => ({ name: !values.name && 'enter_name', password: values.password.length < 10 && 'password_short', some: values.some.length === 0 && 'choose_one', sure: !values.sure && 'missing' }),
    send: async () => {},
  });
  return html`<${Form} form=${form} submit=${t('gallery.save')} label=${t('gallery.forms')}>
    <${TextField} ...${form.field('name', { label: t('gallery.name'), hint: t('gallery.text') })} />
    <${PasswordField} ...${form.field('password', { label: t('gallery.password') })} autocomplete="off" />
    <${TextField} ...${form.field('count', { label: t('gallery.count'), optional: true })} type="number" width="short" />
    <${TextArea} ...${form.field('about', { label: t('gallery.description'), optional: true })} />
    <${Select} ...${form.field('kind', { label: t('gallery.kind') })} options=${options()} width="short" />
    <${RadioGroup} ...${form.field('one', { label: t('gallery.one') })} options=${options()} />
    <${CheckboxGroup} ...${form.field('some', { label: t('gallery.some') })} options=${options()} />
    <${Checkbox} ...${form.field('sure', { label: t('gallery.sure') })} />
  <//>`;
}
