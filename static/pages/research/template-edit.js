// Writing a template, new or there already: what it is called, and what a record made from it gets.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as templates from '../../api/kadi/templates.js';
import { Combobox } from '../../components/combobox.js';
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
import { differing, EditorBar, Naming, useEditing, Visibility } from './editing.js';
import { useExtrasFaults } from './extras-faults.js';
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

const changesOf = (start, entries) => differing(templates.whole(bodyOf(entries)), templates.whole(bodyOf(start)));

const words = { title: 'templates.name', identifier: 'research.identifier', description: 'templates.description', visibility: 'research.visibility' };
const wordOf = (name, type) => t(words[name] ?? (type === 'record' ? 'templates.preset' : 'research.metadata'));

/** Sends; faults of the server come back at the fields of this form. */
async function sent(request, type) {
  try {
    return await request();
  } catch (error) {
    if (error.failure) error.failure.fields = error.failure.fields.map(field => ({ ...field, path: placeOf(field.path, type) }));
    throw error;
  }
}

const kindHint = kind => t(kind === 'record' ? 'templates.kind.record_hint' : 'templates.kind.extras_hint');

const Fields = ({ form, isNew }) => html`
  ${isNew && html`<${RadioGroup} ...${form.field('type', { label: t('templates.kind') })} options=${['record', 'extras'].map(value => ({ value, label: kindWord(value), hint: kindHint(value) }))} />`}
  <${Naming} form=${form} isNew=${isNew} title=${t('templates.name')} hint=${t('templates.identifier_hint')} />
  <${MarkdownEditor} ...${form.field('description', { label: t('templates.description'), optional: true })} rows=${4} />
  <${Visibility} form=${form} hints=${{ private: t('templates.private_hint'), public: t('templates.public_hint') }} />`;

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
  const meanwhile = () => template && {
    opened: template, get: templates.get, whole: templates.whole, mine: changesOf(start, form.values), word: name => wordOf(name, template.type), text: fields => t('templates.meanwhile_text', { fields }),
  };
  const { save, changed, bar } = useEditing({ form, start, bodyOf, away: isNew ? at.templates : at.template(template.id), meanwhile });
  const isRecord = form.values.type === 'record';
  return html`
    <${Restored} form=${form} when=${changed} />
    <form class="editor-form" novalidate onSubmit=${save} aria-label=${t(isNew ? 'templates.new' : title)}>
      <${ErrorSummary} faults=${faults.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      ${isRecord && html`<${Section} title=${t('templates.preset')} lead=${t('templates.preset_lead')}><${RecordFields} form=${form} /><//>`}
      <${Section} title=${t('research.metadata')} lead=${t('templates.meta_lead')}>
        <${MetadataEditor} nodes=${form.values.extras} onNodes=${next => form.set('extras', next)} faults=${faults.byId} label=${t('research.metadata')} />
      <//>
      ${isRecord && html`
        <${Section} title=${t('templates.links')} lead=${t('templates.links_lead')}><${LinkRows} form=${form} /><//>
        <${Section} title=${t('templates.roles')} lead=${t('templates.roles_lead')}><${RoleRows} form=${form} /><//>`}
      <${EditorBar} ...${bar} verb=${t(isNew ? 'templates.create' : 'research.save')} />
    </form>`;
}

export default function Edit({ data, params }) {
  const template = data.value?.template;
  const crumbs = [{ href: at.templates, label: t('templates.title') }, ...(template ? [{ href: at.template(template.id), label: template.title }] : [])];
  return html`<${Page} title=${t(params.id ? title : 'templates.new')} crumbs=${crumbs} width="editor wide-editor">
    <${Loaded} data=${data} height="40rem">${value => html`<${Editor} key=${value.template?.id ?? 'new'} ...${value} />`}<//>
  <//>`;
}
