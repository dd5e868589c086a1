// Writing a record, new or there already: what it is called, what it holds, its typed metadata.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as records from '../../api/kadi/records.js';
import * as templates from '../../api/kadi/templates.js';
import { Combobox } from '../../components/combobox.js';
import { TextField } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { MetadataEditor } from '../../components/metadata-editor.js';
import * as model from '../../components/metadata-model.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { differing, EditorBar, Naming, unnamed, useEditing, Visibility } from './editing.js';
import { useExtrasFaults } from './extras-faults.js';
import { pickLicenses, pickTags } from './picks.js';
import { at } from './places.js';
import { arrive, draftOf, FollowUp, recordFrom, stepsOf, TemplateChoice } from './template-use.js';

export const title = 'research.edit_title';
/** `?template=7`: a new record begins with it, one that is there gets the metadata that it lacks. */
export const load = async ({ params, query, signal }) => {
  const asked = /^\d+$/.test(query.template ?? '');
  const [record, template] = await Promise.all([params.id ? records.get(params.id, signal) : null, asked ? templates.get(query.template, signal) : null]);
  return { record, template };
};

const empty = { title: '', identifier: '', type: '', description: '', license: null, tags: [], visibility: 'private', extras: [] };
const names = {
  title: 'research.title', identifier: 'research.identifier', type: 'research.type', description: 'research.description', license: 'research.license', tags: 'research.tags',
  visibility: 'research.visibility', extras: 'research.metadata',
};
const option = value => ({ value, label: value });

const startOf = record => ({
  ...Object.fromEntries(Object.keys(empty).map(name => [name, record[name] ?? empty[name]])),
  license: record.license ? option(record.license) : null, tags: record.tags.map(option), type: record.type ?? '', extras: model.fromExtras(record.extras),
});
const bodyOf = entries => ({ ...entries, license: entries.license?.value ?? null, tags: entries.tags.map(tag => tag.value), extras: model.toExtras(entries.extras) });

/** What somebody changed; what is only written otherwise (by the form) is not. */
const changesOf = (record, entries) => differing(records.whole(bodyOf(entries)), records.whole({ ...record, extras: model.toExtras(model.fromExtras(record.extras)) }));

function check(entries) {
  const found = unnamed(entries);
  for (const { path, code } of model.check(entries.extras)) found[path] = code;
  return found;
}

const Fields = ({ form, isNew }) => html`
  <${Naming} form=${form} isNew=${isNew} title=${t('research.title')} hint=${t('research.identifier_hint')} />
  <${TextField} ...${form.field('type', { label: t('research.type'), hint: t('research.type_hint'), optional: true })} autocomplete="off" maxlength="50" />
  <${MarkdownEditor} ...${form.field('description', { label: t('research.description'), optional: true })} rows=${6} />
  <${Combobox} ...${form.field('tags', { label: t('research.tags'), hint: t('research.tags_hint'), optional: true })} multiple create search=${pickTags} />
  <${Combobox} ...${form.field('license', { label: t('research.license'), optional: true })} search=${pickLicenses} />
  <${Visibility} form=${form} hints=${{ private: t('research.private_hint'), public: t('research.public_hint') }} />`;

function Editor({ record, template }) {
  const isNew = !record;
  const start = useMemo(() => (template ? startOf(recordFrom(template, record)) : record ? startOf(record) : { ...empty }), [record, template]);
  const draft = isNew ? draftOf(template?.id) : `record:${record.id}${template ? `:template:${template.id}` : ''}`;
  useMemo(() => { if (isNew) arrive(draft, start); }, [draft]); // before the form reads its draft
  const [made, setMade] = useState(null); // there already, while what its template says is being done
  const done = found => {
    stale(at.records, `/records/${found.id}`);
    if (isNew) toast(t('research.created_toast', { name: found.title }));
    if (isNew && stepsOf(template).length) setMade(found);
    else go(at.record(found.id), { replace: isNew });
  };
  const form = useForm({
    start, check, done, draft,
    send: async entries => (isNew ? records.create(bodyOf(entries)) : records.update(record.id, changesOf(record, entries))),
  });
  const typed = () => Object.fromEntries(Object.keys(differing(bodyOf(form.values), bodyOf(start))).map(name => [name, form.values[name]]));
  const faults = useExtrasFaults(form);
  const meanwhile = () => record && {
    opened: record, get: records.get, whole: records.whole, mine: changesOf(record, form.values), word: name => t(names[name]), text: fields => t('research.meanwhile_text', { fields }),
  };
  const { save, changed, bar } = useEditing({ form, start, bodyOf, away: isNew ? at.records : at.record(record.id), meanwhile });
  if (made) return html`<${FollowUp} record=${made} template=${template} />`;
  return html`
    ${isNew ? html`<${TemplateChoice} template=${template} typed=${typed} />` : template && html`<${Notice} title=${t('templates.completing', { name: template.title })} />`}
    <${Restored} form=${form} when=${changed} />
    <form class="editor-form" novalidate onSubmit=${save} aria-label=${t(isNew ? 'research.records.new' : title)}>
      <${ErrorSummary} faults=${faults.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      <${Section} title=${t('research.metadata')} lead=${t('research.metadata_lead')}>
        <${MetadataEditor} nodes=${form.values.extras} onNodes=${next => form.set('extras', next)} faults=${faults.byId} label=${t('research.metadata')} />
      <//>
      <${EditorBar} ...${bar} verb=${t(isNew ? 'research.create' : 'research.save')} />
    </form>`;
}

export default function Edit({ data, params }) {
  const record = data.value?.record;
  const isNew = !params.id;
  const crumbs = [{ href: at.records, label: t('research.records.title') }, ...(record ? [{ href: at.record(record.id), label: record.title }] : [])];
  return html`<${Page} title=${t(isNew ? 'research.records.new' : title)} crumbs=${crumbs} width="editor wide-editor">
    <${Loaded} data=${data} height="40rem">${value => html`<${Editor} key=${`${value.record?.id ?? 'new'} ${value.template?.id ?? ''}`} ...${value} />`}<//>
  <//>`;
}
