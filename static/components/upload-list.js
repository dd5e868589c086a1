// The queue of uploads as rows: how far, how fast, how long, and what can be done. `items` are those of state/uploads.js, `act` its deeds.
import { html, useRef } from '../vendor/ui.js';
import { bytes, dateTime, percent, plural, t } from '../i18n/text.js';
import { Button, IconButton } from './button.js';
import { Progress } from './progress.js';

/** Seconds as one knows them from waiting: "about 3 minutes". */
export function about(seconds) {
  if (seconds < 60) return plural('research.upload.seconds', Math.max(1, Math.round(seconds)));
  if (seconds < 3600) return plural('research.upload.minutes', Math.round(seconds / 60));
  return plural('research.upload.hours', Math.round(seconds / 3600));
}

const faults = {
  size: () => t('research.upload.other_size'),
  content: () => t('research.upload.other_content'),
  unreadable: () => t('research.upload.unreadable'),
  expired: () => t('research.upload.expired'),
  taken: () => t('research.upload.taken_late'),
  refused: () => t('research.upload.refused'),
};

function sentence(item) {
  if (item.fault) return faults[item.fault]();
  if (item.state === 'offline') return item.isChunked ? t('research.upload.offline', { share: percent(item.share) }) : t('research.upload.offline_small');
  if (item.state === 'failed') return item.words ? `${item.words.title}. ${item.words.text}` : t('research.upload.failed');
  if (item.state === 'ghost') return t('research.upload.again', { name: item.name, share: percent(item.share) });
  if (item.state === 'clash') return t('research.upload.taken', { name: item.name });
  return null;
}

function detail(item) {
  if (item.state === 'sending') return [percent(item.share), item.speed && t('research.upload.speed', { size: bytes(item.speed) }), item.left && about(item.left)].filter(Boolean).join(' · ');
  if (item.state === 'done') return bytes(item.size);
  const words = { waiting: t('research.upload.waiting'), finishing: t('research.upload.finishing'), paused: t('research.upload.paused', { share: percent(item.share) }), checking: t('research.upload.checking'), offline: t('research.upload.trying') };
  return words[item.state] ?? percent(item.share);
}

const tones = { done: 'ok', failed: 'danger', clash: 'warn', ghost: 'warn', offline: 'warn', paused: 'warn' };

function Choose({ item, act }) {
  const input = useRef(null);
  const change = event => { const [file] = event.target.files; if (file) act.choose(item.key, file); event.target.value = ''; };
  return html`<${Button} small kind="primary" onClick=${() => input.current.click()}>${t('research.upload.choose')}<//>
    <input ref=${input} type="file" hidden aria-label=${t('research.upload.choose_named', { name: item.name })} onChange=${change} />`;
}

function Clash({ item, act, many }) {
  const all = useRef(false);
  const settle = choice => act.resolve(item.key, choice, { forAll: all.current });
  return html`<div class="row" role="group" aria-label=${t('research.upload.taken', { name: item.name })}>
    <${Button} small onClick=${() => settle('replace')}>${t('research.upload.replace')}<//>
    <${Button} small onClick=${() => settle('rename')}>${t('research.upload.rename')}<//>
    <${Button} small onClick=${() => settle('skip')}>${t('research.upload.skip')}<//>
    ${many && html`<label class="inline-choice"><input type="checkbox" onChange=${event => { all.current = event.target.checked; }} />${t('research.upload.for_all')}</label>`}
  </div>`;
}

function Row({ item, act, many, withRecord }) {
  const told = sentence(item);
  const label = name => t(name, { name: item.name });
  const pausable = ['sending', 'waiting', 'offline'].includes(item.state);
  return html`
    <li class="upload">
      <div class="upload-body">
        <${Progress} quiet label=${item.name} value=${item.state === 'checking' ? undefined : item.share} detail=${detail(item)} tone=${tones[item.state]} />
        ${withRecord && html`<a class="hint" href=${item.href}>${item.recordTitle}</a>`}
        ${told && html`<p class=${item.fault || item.state === 'failed' ? 'upload-fault' : 'hint'} role=${item.fault || item.state === 'failed' ? 'alert' : undefined}>${told}</p>`}
        ${item.expiresAt && ['ghost', 'paused'].includes(item.state) && item.isChunked && html`<p class="hint">${t('research.upload.expires', { when: dateTime(item.expiresAt) })}</p>`}
        ${item.state === 'clash' && html`<${Clash} item=${item} act=${act} many=${many} />`}
      </div>
      <div class="upload-acts">
        ${item.state === 'ghost' && html`<${Choose} item=${item} act=${act} />`}
        ${pausable && html`<${IconButton} small icon="pause" label=${label('research.upload.pause_named')} onClick=${() => act.halt(item.key)} />`}
        ${item.state === 'paused' && html`<${IconButton} small icon="play" label=${label('research.upload.resume_named')} onClick=${() => act.resume(item.key)} />`}
        ${item.state === 'failed' && item.file && html`<${IconButton} small icon="repeat" label=${label('research.upload.retry_named')} onClick=${() => act.resume(item.key)} />`}
        ${item.state !== 'done' && item.state !== 'finishing' && html`<${IconButton} small icon="close" label=${label('research.upload.cancel_named')} onClick=${() => act.cancel(item.key)} />`}
      </div>
    </li>`;
}

const most = 60; // rows that are drawn; a thousand files would make every step slow
const ranks = { clash: 0, failed: 0, ghost: 1, checking: 1, sending: 2, finishing: 2, offline: 2, paused: 3, waiting: 4, done: 5 };

/** The rows that matter most, in the order in which they were added. */
function pick(items) {
  if (items.length <= most) return items;
  const chosen = new Set([...items].sort((a, b) => ranks[a.state] - ranks[b.state] || a.key - b.key).slice(0, most));
  return items.filter(item => chosen.has(item));
}

/** `total`: the numbers of all; `withRecord` names the record where the list stands apart from it. */
export function UploadList({ items, total, act, withRecord, label }) {
  const pausable = items.some(item => ['sending', 'waiting', 'offline'].includes(item.state));
  const resumable = items.some(item => item.state === 'paused');
  const many = items.filter(item => item.state === 'clash').length > 1;
  return html`
    <section class="uploads" aria-label=${label ?? t('research.upload.title')}>
      ${total.busy > 0 && items.length > 1 && html`<${Progress} quiet label=${plural('research.upload.all', items.length)} value=${total.share} detail=${[percent(total.share), total.left && about(total.left)].filter(Boolean).join(' · ')} />`}
      <ul class="upload-rows">${pick(items).map(item => html`<${Row} key=${item.key} item=${item} act=${act} many=${many} withRecord=${withRecord} />`)}</ul>
      ${items.length > most && html`<p class="muted">${plural('research.upload.more', items.length - most)}</p>`}
      <div class="row">
        ${pausable && items.length > 1 && html`<${Button} small icon="pause" onClick=${act.haltAll}>${t('research.upload.pause_all')}<//>`}
        ${resumable && items.length > 1 && html`<${Button} small icon="play" onClick=${act.resumeAll}>${t('research.upload.resume_all')}<//>`}
        ${items.some(item => item.state === 'done') && html`<${Button} small kind="quiet" onClick=${act.clear}>${t('research.upload.clear')}<//>`}
      </div>
    </section>`;
}
