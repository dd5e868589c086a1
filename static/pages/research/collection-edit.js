// Writing a collection, new or there already.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
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
import { differing, EditorBar, Naming, unnamed, useEditing, Visibility } from './editing.js';
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

const changesOf = (found, entries) => differing(collections.whole(bodyOf(entries)), collections.whole(found));

const names = { title: 'research.title', identifier: 'research.identifier', description: 'research.description', tags: 'research.tags', visibility: 'research.visibility' };

const Fields = ({ form, isNew }) => html`
  <${Naming} form=${form} isNew=${isNew} title=${t('research.title')} hint=${t('collections.identifier_hint')} />
  <${MarkdownEditor} ...${form.field('description', { label: t('research.description'), optional: true })} rows=${6} />
  <${Combobox} ...${form.field('tags', { label: t('research.tags'), hint: t('research.tags_hint'), optional: true })} multiple create search=${pickTags} />
  <${Visibility} form=${form} hints=${{ private: t('collections.private_hint'), public: t('collections.public_hint') }} />`;

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
    check: unnamed,
    send: entries => (isNew ? collections.create(bodyOf(entries)) : collections.update(collection.id, changesOf(collection, entries))),
  });
  const away = collection ? at.collection(collection.id) : parent ? at.collection(parent.id, 'structure') : at.collections;
  const meanwhile = () => collection && {
    opened: collection, get: collections.get, whole: collections.whole, mine: changesOf(collection, form.values), word: name => t(names[name]), text: fields => t('collections.meanwhile', { fields }),
  };
  const { save, changed, bar } = useEditing({ form, start, bodyOf, away, meanwhile });
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
      <${EditorBar} ...${bar} verb=${t(isNew ? 'collections.create' : 'research.save')} />
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
