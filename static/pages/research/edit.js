// Writing a record, new or there already: what it is called, what it holds, its typed metadata.
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { list, t, time } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as records from '../../api/kadi/records.js';
import * as templates from '../../api/kadi/templates.js';
import * as values from '../../api/kadi/values.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { confirm } from '../../components/dialog.js';
import { RadioGroup, TextField } from '../../components/field.js';
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
import { useExtrasFaults } from './extras-faults.js';
import { identifierOf } from './identifier.js';
import { at } from './places.js';
import { FollowUp, recordFrom, stepsOf, TemplateChoice } from './template-use.js';

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

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changesOf(record, entries) {
  const now = records.whole(bodyOf(entries));
  const before = records.whole({ ...record, extras: model.toExtras(model.fromExtras(record.extras)) });
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

/** May my version replace what somebody else changed since I opened the record? Asks only where both changed the same. */
async function agreed(record, entries) {
  const now = await records.get(record.id).catch(() => null);
  if (!now || now.modifiedAt === record.modifiedAt) return true;
  const [theirs, before] = [records.whole(now), records.whole(record)];
  const both = Object.keys(changesOf(record, entries)).filter(name => JSON.stringify(theirs[name]) !== JSON.stringify(before[name]));
  return !both.length || confirm({ title: t('research.meanwhile_title'), text: t('research.meanwhile_text', { fields: list(both.map(name => t(names[name]))) }), verb: t('research.meanwhile_verb') });
}

function check(entries) {
  const found = { title: !entries.title.trim() && 'missing', identifier: !entries.identifier.trim() && 'missing' };
  for (const { path, code } of model.check(entries.extras)) found[path] = code;
  return found;
}

const searchTags = async (text, signal) => (await values.tags(text, signal)).map(option);
const searchLicenses = async (text, signal) => (await values.licenses({ filter: text }, signal)).rows.map(found => ({ value: found.name, label: found.name, fact: found.title }));

function Fields({ form, isNew }) {
  const own = useRef(!isNew || form.values.identifier !== '');
  const titled = form.field('title', { label: t('research.title') });
  const setTitle = text => { form.set('title', text); if (!own.current) form.set('identifier', identifierOf(text)); };
  const named = form.field('identifier', { label: t('research.identifier'), hint: t('research.identifier_hint') });
  const setName = text => { own.current = text !== ''; form.set('identifier', text); };
  return html`
    <${TextField} ...${titled} onValue=${setTitle} autocomplete="off" maxlength="150" required />
    <${TextField} ...${named} onValue=${setName} code autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="50" required />
    <${TextField} ...${form.field('type', { label: t('research.type'), hint: t('research.type_hint'), optional: true })} autocomplete="off" maxlength="50" />
    <${MarkdownEditor} ...${form.field('description', { label: t('research.description'), optional: true })} rows=${6} />
    <${Combobox} ...${form.field('tags', { label: t('research.tags'), hint: t('research.tags_hint'), optional: true })} multiple create search=${searchTags} />
    <${Combobox} ...${form.field('license', { label: t('research.license'), optional: true })} search=${searchLicenses} />
    <${RadioGroup} ...${form.field('visibility', { label: t('research.visibility') })} options=${[
      { value: 'private', label: status('visibility', 'private').word, hint: t('research.private_hint') }, { value: 'public', label: status('visibility', 'public').word, hint: t('research.public_hint') },
    ]} />`;
}

function Editor({ record, template }) {
  const isNew = !record;
  const start = useMemo(() => (template ? startOf(recordFrom(template, record)) : record ? startOf(record) : { ...empty }), [record, template]);
  const [made, setMade] = useState(null); // there already, while what its template says is being done
  const [savedAt, setSavedAt] = useState(null);
  const first = useRef(null);
  const done = found => {
    stale(at.records, `/records/${found.id}`);
    if (isNew) toast(t('research.created_toast', { name: found.title }));
    if (isNew && stepsOf(template).length) setMade(found);
    else go(at.record(found.id), { replace: isNew });
  };
  const form = useForm({
    start, check, done, draft: `record:${record?.id ?? 'new'}${template ? `:template:${template.id}` : ''}`,
    send: async entries => (isNew ? records.create(bodyOf(entries)) : records.update(record.id, changesOf(record, entries))),
  });
  useEffect(() => { first.current ??= form.values; if (form.values !== first.current) setSavedAt(new Date()); }, [form.values]);
  const faults = useExtrasFaults(form);
  const discard = async () => {
    if (savedAt && !(await confirm({ title: t('research.discard_title'), text: t('research.discard_text'), verb: t('research.discard'), danger: true }))) return;
    form.reset();
    go(isNew ? at.records : at.record(record.id));
  };
  const send = async event => {
    event.preventDefault();
    if (isNew || (await agreed(record, form.values))) form.submit();
  };
  if (made) return html`<${FollowUp} record=${made} template=${template} />`;
  return html`
    ${isNew ? html`<${TemplateChoice} template=${template} />` : template && html`<${Notice} title=${t('templates.completing', { name: template.title })} />`}
    <${Restored} form=${form} when=${!savedAt} />
    <form class="editor-form" novalidate onSubmit=${send} aria-label=${t(isNew ? 'research.records.new' : title)}>
      <${ErrorSummary} faults=${faults.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      <${Section} title=${t('research.metadata')} lead=${t('research.metadata_lead')}>
        <${MetadataEditor} nodes=${form.values.extras} onNodes=${next => form.set('extras', next)} faults=${faults.byId} label=${t('research.metadata')} />
      <//>
      <div class="editor-bar">
        <span class="muted" role="status">${form.busy ? t('components.sending') : savedAt ? t('research.draft_kept', { time: time(savedAt) }) : ''}</span>
        <${Button} onClick=${discard}>${t('research.discard')}<//>
        <${Button} kind="primary" type="submit" busy=${form.busy}>${isNew ? t('research.create') : t('research.save')}<//>
      </div>
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
