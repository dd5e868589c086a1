// Writing a collection, new or there already.
import { html, useMemo, useRef, useState } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as collections from '../../api/kadi/collections.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { confirm } from '../../components/dialog.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { identifierOf } from './identifier.js';
import { pickTags } from './picks.js';
import { at } from './places.js';

export const title = 'collections.edit_title';

/** A new collection may begin below another one: `?parent=7`. */
export const load = async ({ params, query, signal }) => ({
  collection: params.id ? await collections.get(params.id, signal) : null,
  parent: !params.id && /^\d+$/.test(query.parent ?? '') ? await collections.get(query.parent, signal) : null,
});

const empty = { title: '', identifier: '', description: '', tags: [], visibility: 'private' };
const startOf = found => ({ ...Object.fromEntries(Object.keys(empty).map(name => [name, found[name]])), tags: found.tags.map(value => ({ value, label: value })) });
const bodyOf = entries => ({ ...entries, tags: entries.tags.map(tag => tag.value) });

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changesOf(found, entries) {
  const [now, before] = [collections.whole(bodyOf(entries)), collections.whole(found)];
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

const words = { title: 'collections.name', identifier: 'collections.identifier', description: 'collections.description', tags: 'collections.tags', visibility: 'collections.visibility' };

/** May my version replace what somebody else changed since I opened it? Asks only where both changed the same. */
async function agreed(found, entries) {
  const now = await collections.get(found.id).catch(() => null);
  if (!now || now.modifiedAt === found.modifiedAt) return true;
  const [theirs, before] = [collections.whole(now), collections.whole(found)];
  const both = Object.keys(changesOf(found, entries)).filter(name => JSON.stringify(theirs[name]) !== JSON.stringify(before[name]));
  return !both.length || confirm({ title: t('research.meanwhile_title'), text: t('collections.meanwhile', { fields: list(both.map(name => t(words[name]))) }), verb: t('research.meanwhile_verb') });
}

function Fields({ form, isNew }) {
  const own = useRef(!isNew || form.values.identifier !== '');
  const setTitle = text => { form.set('title', text); if (!own.current) form.set('identifier', identifierOf(text)); };
  const setName = text => { own.current = text !== ''; form.set('identifier', text); };
  return html`
    <${TextField} ...${form.field('title', { label: t('collections.name') })} onValue=${setTitle} autocomplete="off" maxlength="150" required />
    <${TextField} ...${form.field('identifier', { label: t('collections.identifier'), hint: t('collections.identifier_hint') })} onValue=${setName} code autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="50" required />
    <${MarkdownEditor} ...${form.field('description', { label: t('collections.description'), optional: true })} rows=${6} />
    <${Combobox} ...${form.field('tags', { label: t('collections.tags'), hint: t('collections.tags_hint'), optional: true })} multiple create search=${pickTags} />
    <${RadioGroup} ...${form.field('visibility', { label: t('collections.visibility') })} options=${[
      { value: 'private', label: status('visibility', 'private').word, hint: t('collections.private_hint') }, { value: 'public', label: status('visibility', 'public').word, hint: t('collections.public_hint') },
    ]} />`;
}

function Editor({ collection, parent }) {
  const isNew = !collection;
  const [apart, setApart] = useState(null); // made, but not below the collection it was begun in
  const start = useMemo(() => (collection ? startOf(collection) : { ...empty }), [collection]);
  const done = async found => {
    stale(at.collections, `/collections/${found.id}`, ...(parent ? [`/collections/${parent.id}`] : []));
    try {
      if (parent) await collections.addChild(parent.id, found.id);
    } catch (error) {
      if (!error.failure) throw error;
      setApart({ found, why: describe(error.failure) });
      return;
    }
    if (isNew) toast(t('collections.created', { name: found.title }));
    go(at.collection(found.id), { replace: isNew });
  };
  const form = useForm({
    start, done, draft: `collection:${collection?.id ?? 'new'}`,
    check: entries => ({ title: !entries.title.trim() && 'missing', identifier: !entries.identifier.trim() && 'missing' }),
    send: entries => (isNew ? collections.create(bodyOf(entries)) : collections.update(collection.id, changesOf(collection, entries))),
  });
  const changed = JSON.stringify(form.values) !== JSON.stringify(start);
  const discard = async () => {
    if (changed && !(await confirm({ title: t('research.discard_title'), text: t('research.discard_text'), verb: t('research.discard'), danger: true }))) return;
    form.reset();
    go(collection ? at.collection(collection.id) : parent ? at.collection(parent.id, 'structure') : at.collections);
  };
  const save = async event => {
    event.preventDefault();
    if (isNew || (await agreed(collection, form.values))) form.submit();
  };
  if (apart) {
    return html`<${Notice} tone="warn" role="alert" title=${t('collections.created_apart', { name: apart.found.title, parent: parent.title })}
      actions=${html`<${ButtonLink} small href=${at.collection(apart.found.id)}>${t('collections.open', { name: apart.found.title })}<//>`}>${apart.why.title}. ${apart.why.text}<//>`;
  }
  return html`
    <${Restored} form=${form} when=${changed} />
    ${parent && html`<p class="muted">${t('collections.below', { name: parent.title })}</p>`}
    <form class="editor-form" novalidate onSubmit=${save} aria-label=${t(isNew ? 'collections.new' : title)}>
      <${ErrorSummary} faults=${form.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      <div class="editor-bar">
        <span class="muted" role="status">${form.busy ? t('components.sending') : ''}</span>
        <${Button} onClick=${discard}>${t('research.discard')}<//>
        <${Button} kind="primary" type="submit" busy=${form.busy}>${t(isNew ? 'collections.create' : 'research.save')}<//>
      </div>
    </form>`;
}

export default function Edit({ data, params }) {
  const found = data.value;
  const above = found?.collection ?? found?.parent;
  const crumbs = [{ href: at.collections, label: t('collections.title') }, ...(above ? [{ href: at.collection(above.id), label: above.title }] : [])];
  return html`<${Page} title=${t(params.id ? title : 'collections.new')} crumbs=${crumbs} width="editor wide-editor">
    <${Loaded} data=${data} height="30rem">${value => html`<${Editor} key=${value.collection?.id ?? 'new'} ...${value} />`}<//>
  <//>`;
}
