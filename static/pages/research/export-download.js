// Downloads of exports: they go on while other pages are shown, tell how far they are, and can be stopped.
import { effect, signal } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as exports from '../../api/kadi/exports.js';
import { cookie } from '../../api/app/session.js';
import { follow, saveFile } from '../../components/save-file.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { afterAway } from '../../state/online.js';
import { session } from '../../state/session.js';

/** Object ('record 7') → { state: running | failed | handed, name, loaded, total, words, stop }. */
export const downloads = signal(new Map());

const most = 200_000_000; // more than this the browser fetches by itself, straight to the disk
const step = 8_000_000; // pieces are put together now and then: a Blob need not stay in memory

const put = (key, changes) => {
  const next = new Map(downloads.value);
  if (changes) next.set(key, { ...next.get(key), ...changes });
  else next.delete(key);
  downloads.value = next;
};

export const forget = key => put(key, null);

/** The pieces as one Blob, or null when it is too large to hold. */
async function gathered(opened, told, signal) {
  if (opened.total > most) { opened.response.body.cancel().catch(() => {}); return null; }
  let [whole, pieces, waiting, loaded] = [new Blob([]), [], 0, 0];
  const complete = await exports.read(opened, bytes => {
    pieces.push(bytes);
    waiting += bytes.length;
    loaded += bytes.length;
    if (waiting > step) { whole = new Blob([whole, ...pieces]); pieces = []; waiting = 0; }
    told(loaded);
    return loaded <= most;
  }, signal);
  return complete ? new Blob([whole, ...pieces]) : null;
}

/** Starts the download of an export of an object, unless one of it is running. */
export async function start(key, wanted) {
  if (downloads.value.get(key)?.state === 'running') return;
  const stopped = new AbortController();
  put(key, { state: 'running', name: null, loaded: 0, total: null, words: null, stop: () => stopped.abort() });
  try {
    const opened = await exports.open(wanted, stopped.signal);
    put(key, { name: opened.name, total: opened.total });
    let told = 0;
    const tell = loaded => {
      if (loaded - told < (opened.total ?? 0) / 200) return;
      told = loaded;
      put(key, { loaded });
    };
    const blob = await gathered(opened, tell, stopped.signal);
    if (stopped.signal.aborted) throw stopped.signal.reason;
    if (blob) {
      saveFile(blob, opened.name);
      forget(key);
      toast(t('exports.done', { name: opened.name }));
    } else {
      await cookie();
      follow(exports.address(wanted), opened.name);
      put(key, { state: 'handed' });
    }
  } catch (error) {
    if (stopped.signal.aborted) { forget(key); return; }
    if (!error.failure) { forget(key); throw error; }
    const words = describe(error.failure, { opening: true });
    put(key, { state: 'failed', words });
    afterAway(error.failure, back => { if (downloads.peek().get(key)?.words === words) put(key, { words: describe(back) }); });
  }
}

// Nothing of one person goes on for the next.
effect(() => {
  if (session.value) return;
  for (const one of downloads.peek().values()) if (one.state === 'running') one.stop();
  downloads.value = new Map();
});
