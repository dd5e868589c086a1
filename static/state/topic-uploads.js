// Files on their way to topics, as the whole app knows them; pages/learning/edit-queue.js sends them.
//
// They are not sent in pieces: after a reload only their names are left (`fault: 'left'`), until the file is chosen again or given up.
import { effect, signal } from '../vendor/ui.js';
import { owner, session } from './session.js';

export const queue = signal([]);

const keep = globalThis.sessionStorage; // of this window: what another one is sending is not lost
const place = account => `athenaeum.topic-uploads.${account}`;
let account = null;

function left() {
  let kept = [];
  try { kept = JSON.parse(keep?.getItem(place(account)) ?? '[]'); } catch { /* not ours */ }
  return kept.map((item, i) => ({ ...item, key: `left-${i}`, state: 'failed', fault: 'left', failure: null, file: null, sent: 0 }));
}

function remember(items) {
  if (!account) return;
  const open = items.filter(item => item.state !== 'done').map(({ topicId, topicName, kind, name, size }) => ({ topicId, topicName, kind, name, size }));
  try {
    if (open.length) keep?.setItem(place(account), JSON.stringify(open));
    else keep?.removeItem(place(account));
  } catch { /* no room: after a reload nothing tells of them */ }
}

// Another account, or none: what it had begun stands there instead.
effect(() => {
  const now = session.value ? owner() : null;
  if (now === account) return;
  account = now;
  queue.value = account ? left() : [];
});
effect(() => remember(queue.value));

/** Is this the file of an item of which only the name is left? */
export const continues = (item, topicId, file) => item.fault === 'left' && item.topicId === topicId && item.size === file.size;
