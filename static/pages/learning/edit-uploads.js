// Files for a topic: dropped or picked, named, on their way.
import { html, useRef } from '../../vendor/ui.js';
import { bytes, limitBytes, percent, plural, t } from '../../i18n/text.js';
import { Button, ButtonLink, IconButton } from '../../components/button.js';
import { TextField } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { Progress } from '../../components/progress.js';
import { filesOf, useDrop } from '../../components/upload-area.js';
import { confirm } from '../../components/dialog.js';
import { describe } from '../../errors/words.js';
import { widgets } from '../../state/bar.js';
import { accepted, isVideo } from './edit-kinds.js';
import { at } from './edit-places.js';
import * as queue from './edit-queue.js';

const faults = {
  kind: item => t(item.kind === 'video' ? 'learning_admin.upload.kind_video' : 'learning_admin.upload.kind_document'),
  empty: () => t('learning_admin.upload.empty'),
  size: item => t('learning_admin.upload.size', { limit: limitBytes(item.limit), size: limitBytes(item.limit, item.size) }),
  one_video: () => t('learning_admin.upload.one_video'),
  left: () => t('learning_admin.upload.left'),
  unreadable: () => t('learning_admin.upload.unreadable'),
  limited: item => plural('learning_admin.upload.limited', Math.ceil(item.until)),
  offline: () => t('learning_admin.upload.offline'),
  unavailable: () => t('learning_admin.upload.offline'),
};

// What the server found in a file.
const refused = {
  kind_not_allowed: 'learning_admin.upload.kind_not_allowed', kind_differs: 'learning_admin.upload.kind_differs',
  name_differs: 'learning_admin.upload.name_differs', macros: 'learning_admin.upload.macros', hidden_content: 'learning_admin.upload.hidden_content',
  file_damaged: 'learning_admin.upload.file_damaged', unpacks_to_too_much: 'learning_admin.upload.unpacks', file_empty: 'learning_admin.upload.empty',
};

/** Why it is not there, or what it waits for. */
function sentenceOf(item) {
  if (item.fault) return faults[item.fault](item);
  if (!item.failure) return null;
  if (item.failure.code === 'file_too_large') return faults.size(item);
  if (refused[item.failure.code]) return t(refused[item.failure.code]);
  const { title, text } = describe(item.failure);
  return `${title}. ${text}`;
}

const details = {
  waiting: () => t('learning_admin.upload.waiting'),
  sending: item => [percent(item.size ? item.sent / item.size : 0), item.speed && t('learning_admin.upload.speed', { size: bytes(item.speed) })].filter(Boolean).join(' · '),
  checking: () => t('learning_admin.upload.checking'),
  held: () => t('learning_admin.upload.held'),
  failed: () => t('learning_admin.upload.failed'),
  done: item => bytes(item.size),
};
const hopeless = new Set(['invalid', 'large', 'missing', 'denied']); // refusals that the same file gets again
const tones = { done: 'ok', failed: 'danger', held: 'warn' };

function Row({ item }) {
  const told = sentenceOf(item);
  const bad = item.state === 'failed';
  const again = bad && item.failure && !hopeless.has(item.failure.kind);
  return html`<li class="upload">
    <div class="upload-body">
      <${Progress} label=${item.name} value=${item.state === 'checking' ? undefined : item.state === 'done' ? 1 : item.size ? item.sent / item.size : 0}
        detail=${details[item.state](item)} tone=${tones[item.state]} />
      ${told && html`<p class=${bad ? 'upload-fault' : 'hint'} role=${bad ? 'alert' : undefined}>${told}</p>`}
    </div>
    <div class="upload-acts">
      ${again && html`<${IconButton} small icon="repeat" label=${t('learning_admin.upload.retry_named', { name: item.name })} onClick=${() => queue.retry(item.key)} />`}
      ${item.state !== 'done' && html`<${IconButton} small icon="close" onClick=${() => queue.cancel(item.key)}
        label=${t(bad ? 'learning_admin.upload.drop_named' : 'learning_admin.upload.cancel_named', { name: item.name })} />`}
    </div>
  </li>`;
}

/** Before documents are sent: what they are called and what they are about. */
function Ready({ items, topic }) {
  const send = event => { event.preventDefault(); if (items.every(item => item.name.trim())) queue.begin(topic.id); };
  return html`<form class="stack" novalidate aria-label=${t('learning_admin.upload.name_them')} onSubmit=${send}>
    <ul class="upload-rows">${items.map(item => html`<li key=${item.key} class="upload named">
      <div class="upload-body">
        <span class="hint">${item.file.name} · ${bytes(item.size)}</span>
        <div class="named-fields">
          <${TextField} label=${t('learning_admin.document_name')} value=${item.name} error=${item.name.trim() ? null : t('errors.field.enter_name')}
            onValue=${name => queue.change(item.key, { name })} maxlength="256" autocomplete="off" required />
          <${TextField} label=${t('learning_admin.description')} optional value=${item.description}
            onValue=${description => queue.change(item.key, { description })} maxlength="5000" autocomplete="off" />
        </div>
      </div>
      <div class="upload-acts"><${IconButton} small icon="close" label=${t('learning_admin.upload.drop_named', { name: item.name })}
        onClick=${() => queue.cancel(item.key)} /></div></li>`)}</ul>
    <div class="row"><${Button} kind="primary" type="submit" icon="upload">${plural('learning_admin.upload.send', items.length)}<//></div>
  </form>`;
}

/** `topic`: { id, name }; `limits`: as edit-kinds.js takes them; `hasVideo`: another one replaces it, which is asked first. */
export function Uploads({ topic, limits, hasVideo }) {
  const inputs = { document: useRef(null), video: useRef(null) };
  const mine = queue.queue.value.filter(item => item.topicId === topic.id);
  const ready = mine.filter(item => item.state === 'ready');
  const rows = mine.filter(item => item.state !== 'ready');
  const take = async (files, kind) => {
    if (kind === 'video' && (hasVideo || mine.some(item => item.kind === 'video' && !['failed', 'done'].includes(item.state)))) {
      if (!(await confirm({ title: t('learning_admin.video.replace_title'), text: t('learning_admin.video.replace_text'), verb: t('learning_admin.video.replace') }))) return;
      for (const item of mine) if (item.kind === 'video') queue.cancel(item.key);
    }
    queue.add(topic, files, kind, limits);
  };
  const over = useDrop(async transfer => {
    const files = await filesOf(transfer);
    const [videos, others] = [files.filter(entry => isVideo(entry.name, limits)), files.filter(entry => !isVideo(entry.name, limits))];
    if (others.length) await take(others, 'document');
    if (videos.length) await take(videos, 'video');
  });
  const picked = kind => event => { const files = [...event.target.files].map(file => ({ file, name: file.name })); event.target.value = ''; if (files.length) take(files, kind); };
  const pick = (kind, icon, word) => html`<${Button} icon=${icon} onClick=${() => inputs[kind].current.click()}>${t(word)}<//>`;
  return html`
    <div class=${`upload-area${over ? ' over' : ''}`} role="group" aria-label=${t('learning_admin.upload.area')}>
      <${Icon} name="upload" size=${24} />
      <p>${over ? t('learning_admin.upload.drop_now') : t('learning_admin.upload.drop')}
        <span class="hint">${t('learning_admin.upload.limits', { document: limitBytes(limits.document.bytes), video: limitBytes(limits.video.bytes) })}</span></p>
      <div class="row">${pick('document', 'file', 'learning_admin.upload.pick_documents')}${pick('video', 'video', 'learning_admin.upload.pick_video')}</div>
      <input ref=${inputs.document} type="file" multiple hidden accept=${accepted(limits.document)}
        aria-label=${t('learning_admin.upload.pick_documents')} onChange=${picked('document')} />
      <input ref=${inputs.video} type="file" hidden accept=${accepted(limits.video)} aria-label=${t('learning_admin.upload.pick_video')} onChange=${picked('video')} />
    </div>
    ${ready.length > 0 && html`<${Ready} items=${ready} topic=${topic} />`}
    ${rows.length > 0 && html`<section class="uploads" aria-label=${t('learning_admin.upload.title')}>
      <ul class="upload-rows">${rows.map(item => html`<${Row} key=${item.key} item=${item} />`)}</ul>
      ${rows.some(item => item.state === 'done') && html`<div class="row"><${Button} small kind="quiet" onClick=${() => queue.clear(topic.id)}>${t('learning_admin.upload.clear')}<//></div>`}
    </section>`}`;
}

/** What is on its way, in the top bar of every page; leads back to its topic. */
function TopicUploadsBar() {
  const items = queue.queue.value.filter(queue.isUnderWay);
  if (!items.length) return null;
  const sum = name => items.reduce((total, item) => total + item[name], 0);
  return html`<${ButtonLink} kind="quiet" icon="upload" class="uploads-bar"
    href=${at.editTopic(items[0].topicId)}><span>${t('learning_admin.upload.bar', { share: percent(sum('sent') / Math.max(1, sum('size'))) })}</span><//>`;
}

widgets.value = [...widgets.peek(), TopicUploadsBar];
