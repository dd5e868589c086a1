// Writing a topic: words, documents, video. Entries are kept in this browser until they are saved.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { bytes, t } from '../../i18n/text.js';
import * as outline from '../../api/app/learning-outline.js';
import * as administration from '../../api/lms/administration.js';
import * as documents from '../../api/lms/documents.js';
import * as streams from '../../api/lms/streams.js';
import { Button, ButtonLink, IconButton } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { FileList } from '../../components/file-list.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { useDeeds } from './edit-deeds.js';
import { removeAsked, Shown } from './edit-node.js';
import { at, crumbsOf } from './edit-places.js';
import * as queue from './edit-queue.js';
import { Uploads } from './edit-uploads.js';

export const title = 'learning_admin.topic.title';

/** With `subject` in its parameters a new topic, else one that is there. */
export async function load({ params, signal }) {
  if (params.subject) return { parent: await outline.get('subject', params.subject, signal), node: null, material: null };
  const [node, material] = await Promise.all([outline.get('topic', params.id, signal), outline.material(params.id, signal)]);
  return { parent: node.above[node.above.length - 1], node, material };
}

const blank = { name: '', description: '', content: '', isActive: true };
const startOf = ({ node, material }) => (node ? { name: node.name, description: node.description, content: material.content, isActive: node.isActive } : blank);

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changesOf(start, values) {
  const changed = Object.entries(values).filter(([name, value]) => name in blank && value !== start[name]);
  return Object.fromEntries(changed.map(([name, value]) => [name, name === 'name' ? value.trim() : value]));
}

function Words({ value, data }) {
  const { node, parent } = value;
  const start = startOf(value);
  const base = useRef(start); // what the person saw: a reload after an upload must not make others' changes look like his
  const form = useForm({
    start, names: administration.names, draft: `learning topic ${node?.id ?? `new ${parent.id}`}`, check: values => ({ name: !values.name.trim() && 'enter_name' }),
    send: async values => {
      if (!node) return administration.create('topic', parent.id, changesOf({ ...blank, name: null }, values));
      const changes = changesOf(base.current, values);
      if (Object.keys(changes).length) await administration.update('topic', node.id, changes);
      base.current = { ...base.current, ...changes };
      return node.id;
    },
    done: id => {
      stale('/app/learning');
      toast(t(node ? 'learning_admin.saved_said' : 'learning_admin.created_said'));
      if (node) data.reload(); else go(at.editTopic(id));
    },
  });
  const back = node ? null : () => { form.reset(); go(at.branch('subject', parent.id)); };
  const discard = Object.keys(changesOf(base.current, form.values)).length > 0;
  const more = node ? discard && html`<${Button} onClick=${() => form.reset()}>${t('learning_admin.discard')}<//>` : html`<${Button} onClick=${back}>${t('components.cancel')}<//>`;
  return html`<${Restored} form=${form} />
    <div class="topic-form"><${Form} form=${form} wide submit=${t(node ? 'learning_admin.save' : 'learning_admin.create')}
      label=${t('learning_admin.topic.words')} more=${more}>
      <${TextField} ...${form.field('name', { label: t('learning_admin.name') })} autocomplete="off" maxlength="200" required />
      <${TextArea} ...${form.field('description', { label: t('learning_admin.description'), hint: t('learning_admin.topic.description_hint'), optional: true })} rows=${2} />
      <${MarkdownEditor} ...${form.field('content', { label: t('learning_admin.topic.content'), optional: true })} rows=${14} />
      <${Checkbox} ...${form.field('isActive', { label: t('learning_admin.visible'), hint: t('learning_admin.topic.visible_hint') })} />
    <//></div>`;
}

function Documents({ node, material, data }) {
  const { told, deed, busy } = useDeeds(data.reload);
  const [going, setGoing] = useState(null);
  const remove = async file => {
    const title = t('learning_admin.document.delete_title', { name: file.name });
    if (!(await confirm({ title, text: t('learning_admin.document.delete_text'), verb: t('learning_admin.delete'), danger: true }))) return;
    setGoing(file.id);
    await deed(() => documents.remove(node.id, file.id), t('learning_admin.deleted', { name: file.name }));
  };
  const acts = file => html`<${IconButton} small icon="trash" busy=${busy && going === file.id}
    label=${t('learning_admin.document.delete_of', { name: file.name })} onClick=${() => remove(file)} />`;
  const files = material.documents.map(file => ({ ...file, href: streams.documentAddress(file.id) }));
  return html`<${Section} title=${t('learning_admin.documents')}>
    ${told}
    ${files.length ? html`<div class="topic-files"><${FileList} label=${t('learning_admin.documents')} files=${files}
      note=${file => file.description || null} actions=${acts} /></div>`
      : html`<p class="muted">${t('learning_admin.documents_none')}</p>`}
  <//>`;
}

function Video({ node, video, data }) {
  const { told, deed, busy } = useDeeds(data.reload);
  const [broken, setBroken] = useState(false);
  useEffect(() => { setBroken(false); }, [video?.id]);
  const remove = async () => {
    if (!(await confirm({ title: t('learning_admin.video.delete_title'), text: t('learning_admin.video.delete_text'), verb: t('learning_admin.delete'), danger: true }))) return;
    await deed(() => documents.removeVideo(node.id), t('learning_admin.video.deleted'));
  };
  const actions = video && html`<${Button} small kind="quiet danger" icon="trash" busy=${busy} onClick=${remove}>${t('learning_admin.video.delete')}<//>`;
  return html`<${Section} title=${t('learning_admin.video.title')} actions=${actions}>
    ${told}
    ${video ? html`
      ${broken ? html`<${Notice} tone="warn">${t('learning_admin.video.unplayable')}<//>`
        : html`<video class="view-video" controls preload="metadata" key=${video.id} src=${`${streams.videoAddress(node.id)}&file=${video.id}`}
          aria-label=${t('learning_admin.video.preview')} onError=${() => setBroken(true)}></video>`}
      <p class="hint">${video.name} · ${bytes(video.size)} · ${video.uploadedBy} · <${DateTime} value=${video.modifiedAt} as="ago" /></p>`
      : html`<p class="muted">${t('learning_admin.video.none')}</p>`}
  <//>`;
}

function Editor({ value, data }) {
  const { node, material } = value;
  const { topicId, turn } = queue.finished.value;
  const seen = useRef(turn);
  useEffect(() => {
    if (!node || turn === seen.current || topicId !== node.id) return undefined;
    seen.current = turn;
    const timer = setTimeout(data.reload, 150); // small files end together
    return () => clearTimeout(timer);
  }, [turn]);
  return html`<${Words} value=${value} data=${data} />
    ${node && html`
      <${Section} title=${t('learning_admin.upload.section')}><${Uploads} topic=${node} limits=${material.limits} hasVideo=${Boolean(material.video)} /><//>
      <${Documents} node=${node} material=${material} data=${data} />
      <${Video} node=${node} video=${material.video} data=${data} />`}`;
}

function Actions({ node, attempt, busy }) {
  const remove = () => attempt(() => removeAsked(node), gone => {
    if (!gone) return;
    stale('/app/learning');
    go(at.branch('subject', node.above[node.above.length - 1].id));
  });
  return html`<${ButtonLink} icon="eye" href=${at.topic(node.id)}>${t('learning_admin.topic.as_learner')}<//>
    <${Menu} kind="secondary" icon="more" busy=${busy} label=${t('components.table.actions')}
      items=${[{ label: t('learning_admin.delete'), icon: 'trash', danger: true, run: remove }]} />`;
}

export default function EditTopic({ data, params }) {
  const [attempt, { failure, busy }] = useAttempt();
  const value = data.value;
  const node = value?.node;
  const above = value ? (node ? node.above : [...value.parent.above, { noun: 'subject', id: value.parent.id, name: value.parent.name }]) : [];
  const crumbs = [{ href: at.editTree, label: t('learning_admin.contents') }, ...crumbsOf(above)];
  const name = params.subject ? t('learning_admin.new.topic') : node?.name ?? t(title);
  const shown = node && html`<${Shown} on=${node.isActive} />`;
  const actions = node && html`<${Actions} node=${node} attempt=${attempt} busy=${busy} />`;
  return html`<${Page} title=${name} width="editor" crumbs=${crumbs} status=${shown} actions=${actions}>
    <${Refused} words=${failure} />
    <${Loaded} data=${data} height="30rem">${found => html`<${Editor} key=${params.id ?? params.subject} value=${found} data=${data} />`}<//>
  <//>`;
}
