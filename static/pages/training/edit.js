// Writing a training, new or there already. Entries are kept in this browser until they are saved.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as trainings from '../../api/kms/trainings.js';
import { Button } from '../../components/button.js';
import { RadioGroup, Select, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Page } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { at, categoryOptions, levelOptions } from './places.js';

export const title = 'training.edit_title';

export const load = async ({ params, signal }) => ({ training: params.id ? await trainings.get(params.id, signal) : null });

const blank = { title: '', description: '', category: 'TECHNICAL', level: 'BEGINNER', status: 'DRAFT', minutes: '60', credits: '1', seats: '20' };
const whole = /^\d+$/;
const numbers = ['minutes', 'credits', 'seats'];

const startOf = training => (training ? Object.fromEntries(Object.keys(blank).map(name => [name, numbers.includes(name) ? String(training[name]) : training[name]])) : blank);

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changesOf(start, values) {
  const changed = Object.entries(values).filter(([name, value]) => name in blank && value !== start[name]);
  return Object.fromEntries(changed.map(([name, value]) => [name, numbers.includes(name) ? Number(value) : name === 'title' ? value.trim() : value]));
}

function check(values) {
  const count = (name, least) => (!whole.test(values[name].trim()) ? 'not_integer' : Number(values[name]) < least ? 'enter_one_or_more' : null);
  return { title: !values.title.trim() && 'enter_title', minutes: count('minutes', 1), credits: count('credits', 0), seats: count('seats', 1) };
}

function Editor({ training }) {
  const start = startOf(training);
  const back = training ? at.training(training.id) : at.trainings;
  const form = useForm({
    start, check, names: trainings.names, draft: `training ${training?.id ?? 'new'}`,
    send: values => (training ? trainings.update(training.id, changesOf(start, values)) : trainings.create(changesOf({}, values))),
    done: saved => { stale('/app/training/'); toast(t(training ? 'training.saved_said' : 'training.created_said', { title: saved.title })); go(at.training(saved.id)); },
  });
  const number = (name, label, more) => html`<${TextField} ...${form.field(name, { label, ...more })} inputmode="numeric" width="short" autocomplete="off" required />`;
  const cancel = html`<${Button} onClick=${() => { form.reset(); go(back); }}>${t('components.cancel')}<//>`;
  return html`
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t(training ? 'training.save' : 'training.create')} label=${t(training ? title : 'training.new')} saved="" more=${cancel}>
      <${TextField} ...${form.field('title', { label: t('training.title') })} autocomplete="off" maxlength="200" required />
      <${MarkdownEditor} ...${form.field('description', { label: t('training.description'), optional: true })} rows=${6} />
      <${Select} ...${form.field('category', { label: t('training.category') })} options=${categoryOptions()} />
      <${Select} ...${form.field('level', { label: t('training.level') })} options=${levelOptions()} />
      <div class="form-row">
        ${number('minutes', t('training.minutes'))}
        ${number('credits', t('training.credits'))}
      </div>
      ${number('seats', t('training.seats_title'), { hint: training ? t('training.seats_hint') : null })}
      <${RadioGroup} ...${form.field('status', { label: t('training.state') })} options=${[
        { value: 'DRAFT', label: t('training.draft'), hint: t('training.draft_hint') }, { value: 'PUBLISHED', label: t('training.published'), hint: t('training.published_hint') },
      ]} />
    <//>`;
}

export default function Edit({ data, params }) {
  const training = data.value?.training;
  const crumbs = [{ href: at.trainings, label: t('training.catalogue') }, ...(training ? [{ href: at.training(training.id), label: training.title }] : [])];
  return html`<${Page} title=${t(params.id ? title : 'training.new')} width="editor" crumbs=${crumbs}>
    <${Loaded} data=${data} height="30rem">${value => html`<${Editor} key=${params.id ?? 'new'} training=${value.training} />`}<//>
  <//>`;
}
