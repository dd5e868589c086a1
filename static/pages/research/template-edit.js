// Writing a template, new or there already: what it is called, and what a record made from it gets.
import { html, useMemo, useRef } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as templates from '../../api/kadi/templates.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { confirm } from '../../components/dialog.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { MetadataEditor } from '../../components/metadata-editor.js';
import { Page, Section } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { useExtrasFaults } from './extras-faults.js';
import { identifierOf } from './identifier.js';
import { pickCollections, pickLicenses, pickTags } from './picks.js';
import { at } from './places.js';
import { bodyOf, checked, empty, placeOf, startOf } from './template-form.js';
import { namesIn } from './template-data.js';
import { LinkRows, RoleRows } from './template-rows.js';
import { kindWord } from './templates.js';

export const title = 'templates.edit_title';

export async function load({ params, signal }) {
  if (!params.id) return { template: null, names: null };
  const template = await templates.get(params.id, signal);
  return { template, names: await namesIn(template.type === 'record' ? template.data : {}, signal) };
}

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changesOf(start, entries) {
  const [now, before] = [templates.whole(bodyOf(entries)), templates.whole(bodyOf(start))];
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

const words = { title: 'templates.name', identifier: 'research.identifier', description: 'templates.description', visibility: 'research.visibility' };
const wordOf = (name, type) => t(words[name] ?? (type === 'record' ? 'templates.preset' : 'research.metadata'));

/** May my version replace what somebody else changed since I opened the template? Asks only where both changed the same. */
async function agreed(template, start, entries) {
  const now = await templates.get(template.id).catch(() => null);
  if (!now || now.modifiedAt === template.modifiedAt) return true;
  const [theirs, before] = [templates.whole(now), templates.whole(template)];
  const both = Object.keys(changesOf(start, entries)).filter(name => JSON.stringify(theirs[name]) !== JSON.stringify(before[name]));
  return !both.length || confirm({ title: t('research.meanwhile_title'), text: t('templates.meanwhile_text', { fields: list(both.map(name => wordOf(name, template.type))) }), verb: t('research.meanwhile_verb') });
}

/** Sends; faults of the server come back at the fields of this form. */
async function sent(request, type) {
  try {
    return await request();
  } catch (error) {
    if (error.failure) error.failure.fields = error.failure.fields.map(field => ({ ...field, path: placeOf(field.path, type) }));
    throw error;
  }
}

function Fields({ form, isNew }) {
  const own = useRef(!isNew || form.values.identifier !== '');
  const setTitle = text => { form.set('title', text); if (!own.current) form.set('identifier', identifierOf(text)); };
  const setName = text => { own.current = text !== ''; form.set('identifier', text); };
  return html`
    ${isNew && html`<${RadioGroup} ...${form.field('type', { label: t('templates.kind') })} options=${['record', 'extras'].map(value => ({ value, label: kindWord(value), hint: t(value === 'record' ? 'templates.kind.record_hint' : 'templates.kind.extras_hint') }))} />`}
    <${TextField} ...${form.field('title', { label: t('templates.name') })} onValue=${setTitle} autocomplete="off" maxlength="150" required />
    <${TextField} ...${form.field('identifier', { label: t('research.identifier'), hint: t('templates.identifier_hint') })} onValue=${setName} code autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="50" required />
    <${MarkdownEditor} ...${form.field('description', { label: t('templates.description'), optional: true })} rows=${4} />
    <${RadioGroup} ...${form.field('visibility', { label: t('research.visibility') })} options=${[
      { value: 'private', label: status('visibility', 'private').word, hint: t('templates.private_hint') }, { value: 'public', label: status('visibility', 'public').word, hint: t('templates.public_hint') },
    ]} />`;
}

const RecordFields = ({ form }) => html`<div class="form wide">
  <${TextField} ...${form.field('record_title', { label: t('templates.record_title'), optional: true })} autocomplete="off" maxlength="150" />
  <${TextField} ...${form.field('record_identifier', { label: t('templates.record_identifier'), hint: t('templates.record_identifier_hint'), optional: true })} code autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="50" />
  <${TextField} ...${form.field('record_type', { label: t('research.type'), hint: t('research.type_hint'), optional: true })} autocomplete="off" maxlength="50" />
  <${MarkdownEditor} ...${form.field('record_description', { label: t('templates.record_description'), optional: true })} rows=${4} />
  <${Combobox} ...${form.field('tags', { label: t('research.tags'), hint: t('research.tags_hint'), optional: true })} multiple create search=${pickTags} />
  <${Combobox} ...${form.field('license', { label: t('research.license'), optional: true })} search=${pickLicenses} />
  <${CollectionField} form=${form} />
</div>`;

function CollectionField({ form }) {
  const search = useMemo(() => pickCollections(), []);
  return html`<${Combobox} ...${form.field('collections', { label: t('templates.collections'), hint: t('templates.collections_hint'), optional: true })} multiple search=${search} />`;
}

function Editor({ template, names }) {
  const isNew = !template;
  const start = useMemo(() => (template ? startOf(template, names) : { ...empty }), [template]);
  const done = found => {
    stale(at.templates, `/templates/${found.id}`);
    if (isNew) toast(t('templates.created', { name: found.title }));
    go(at.template(found.id), { replace: isNew });
  };
  const form = useForm({
    start, check: checked, done, draft: `template:${template?.id ?? 'new'}`,
    send: entries => sent(() => (isNew ? templates.create(bodyOf(entries)) : templates.update(template.id, changesOf(start, entries))), entries.type),
  });
  const faults = useExtrasFaults(form);
  const changed = JSON.stringify(bodyOf(form.values)) !== JSON.stringify(bodyOf(start));
  const discard = async () => {
    if (changed && !(await confirm({ title: t('research.discard_title'), text: t('research.discard_text'), verb: t('research.discard'), danger: true }))) return;
    form.reset();
    go(isNew ? at.templates : at.template(template.id));
  };
  const send = async event => {
    event.preventDefault();
    if (isNew || (await agreed(template, start, form.values))) form.submit();
  };
  const isRecord = form.values.type === 'record';
  return html`
    <${Restored} form=${form} when=${changed} />
    <form class="editor-form" novalidate onSubmit=${send} aria-label=${t(isNew ? 'templates.new' : title)}>
      <${ErrorSummary} faults=${faults.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      ${isRecord && html`<${Section} title=${t('templates.preset')} lead=${t('templates.preset_lead')}><${RecordFields} form=${form} /><//>`}
      <${Section} title=${t('research.metadata')} lead=${t('templates.meta_lead')}>
        <${MetadataEditor} nodes=${form.values.extras} onNodes=${next => form.set('extras', next)} faults=${faults.byId} label=${t('research.metadata')} />
      <//>
      ${isRecord && html`
        <${Section} title=${t('templates.links')} lead=${t('templates.links_lead')}><${LinkRows} form=${form} /><//>
        <${Section} title=${t('templates.roles')} lead=${t('templates.roles_lead')}><${RoleRows} form=${form} /><//>`}
      <div class="editor-bar">
        <span class="muted" role="status">${form.busy ? t('components.sending') : ''}</span>
        <${Button} onClick=${discard}>${t('research.discard')}<//>
        <${Button} kind="primary" type="submit" busy=${form.busy}>${t(isNew ? 'templates.create' : 'research.save')}<//>
      </div>
    </form>`;
}

export default function Edit({ data, params }) {
  const template = data.value?.template;
  const crumbs = [{ href: at.templates, label: t('templates.title') }, ...(template ? [{ href: at.template(template.id), label: template.title }] : [])];
  return html`<${Page} title=${t(params.id ? title : 'templates.new')} crumbs=${crumbs} width="editor wide-editor">
    <${Loaded} data=${data} height="40rem">${value => html`<${Editor} key=${value.template?.id ?? 'new'} ...${value} />`}<//>
  <//>`;
}
