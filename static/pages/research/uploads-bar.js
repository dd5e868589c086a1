// The uploads in the top bar: how far all of them are, and the list of them, on every page.
import { computed, effect, html, signal, useEffect, useState } from '../../vendor/ui.js';
import { percent, plural, t } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { UploadList } from '../../components/upload-list.js';
import { session, owner } from '../../state/session.js';
import { share, summary } from '../../state/upload-plan.js';
import * as uploads from '../../state/uploads.js';
import { startWorker } from '../../worker.js';
import { at } from './places.js';

// One worker hashes for all uploads; it is started with the first of them.
let worker = null;
let asked = 0;
const waiting = new Map();

function answered({ data: { id, hex, error } }) {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) reject(Object.assign(new Error(error), { name: error }));
  else resolve(hex);
}

const again = 2000; // ms

/** A worker whose script did not come (the server was just away) is started once more, for everything that waits for it. */
function begin() {
  worker = startWorker('state/md5-worker.js');
  worker.onmessage = answered;
  worker.onerror = () => setTimeout(() => { worker.terminate(); begin(); for (const [id, { blob }] of waiting) worker.postMessage({ id, blob }); }, again);
}

function md5(blob) {
  if (!worker) begin();
  asked += 1;
  const id = asked;
  return new Promise((resolve, reject) => { waiting.set(id, { blob, resolve, reject }); worker.postMessage({ id, blob }); });
}

uploads.useHash(md5);
effect(() => { const account = session.value ? owner() : null; queueMicrotask(() => uploads.belongTo(account)); });
addEventListener('beforeunload', event => { if (uploads.fragile()) event.preventDefault(); });

export const act = { halt: uploads.halt, resume: uploads.resume, cancel: uploads.cancel, choose: uploads.choose, resolve: uploads.resolve, haltAll: uploads.haltAll, resumeAll: uploads.resumeAll, clear: uploads.clear };

/** Items with what rows show of them. */
export const shown = computed(() => uploads.queue.value.map(item => {
  const part = share(item);
  return { ...item, share: part, left: item.speed ? (item.size * (1 - part)) / item.speed : null, href: at.record(item.recordId, 'files') };
}));

const total = computed(() => summary(uploads.queue.value));
export const open = signal(false);

/** Tenths and endings are said, not every step. */
function useAnnouncements(numbers) {
  const tenth = Math.floor(numbers.share * 10);
  const [said, setSaid] = useState(tenth);
  const [busy, setBusy] = useState(numbers.busy > 0);
  useEffect(() => {
    if (numbers.busy && tenth > said && tenth < 10) announce(t('research.upload.said', { share: percent(tenth / 10) }));
    setSaid(tenth);
  }, [tenth]);
  useEffect(() => {
    if (busy && !numbers.busy && numbers.done) announce(numbers.failed ? t('research.upload.ended_failed') : plural('research.upload.ended', numbers.done));
    setBusy(numbers.busy > 0);
  }, [numbers.busy > 0]);
}

export function UploadsBar() {
  const numbers = total.value;
  useAnnouncements(numbers);
  if (!numbers.total) return null;
  const word = numbers.busy ? t('research.upload.bar', { share: percent(numbers.share) }) : numbers.failed || numbers.ghosts ? t('research.upload.bar_wait') : numbers.open ? t('research.upload.bar_paused') : t('research.upload.bar_done');
  return html`
    <${Button} kind="quiet" icon=${numbers.busy ? 'upload' : numbers.failed || numbers.ghosts ? 'warning' : numbers.open ? 'pause' : 'done'} class="uploads-bar" onClick=${() => { open.value = true; }}><span>${word}</span><//>
    ${open.value && html`<${Dialog} title=${t('research.upload.title')} kind="light" wide onClose=${() => { open.value = false; }}>
      <${UploadList} items=${shown.value} total=${numbers} act=${act} withRecord />
    <//>`}`;
}
UploadsBar.area = 'research';
