// The queue of uploads: it lives as long as the page is loaded, whatever page is shown, and what was begun in pieces survives a reload.
//
// item { key, recordId, recordTitle, name, size, modified, type, file, uploadId, fileId (to be replaced), isChunked, chunkSize, pieces, done: [index],
//        going (bytes on their way), samples, speed, state, words, fault, clash, expiresAt, batch, count }
// state: waiting · sending · finishing · offline (goes on by itself) · paused · ghost (needs its file again) · clash (name taken) · failed · done
import { signal } from '../vendor/ui.js';
import { send } from '../api/send.js';
import * as uploads from '../api/kadi/uploads.js';
import { describe } from '../errors/words.js';
import { makePump, pause, steady as steadily } from './pump.js';
import { difference, missing, numbered, safe, sampled, speed } from './upload-plan.js';
import { place, queue } from './upload-queue.js';

export { queue };
export const finished = signal({ recordId: null, turn: 0 }); // tells lists of files that there is a new one

const most = 5; // tries of a piece that the server refused
const choices = new Map(); // batch → replace | rename | skip, once somebody said "for all"
let count = 0;
let owner = null;
let hash = async () => null; // given by the page: needs a worker

/** `md5(blob)` resolves to a hex text; the page gives it, because only pages may start workers. */
export const useHash = md5 => { hash = md5; };

const { change, drop, find, pump, stop: halted, stopAll } = makePump({ queue, atOnce: 3, run: begin, failed: settle, after: remember });

/** What a reload must not lose: uploads in pieces, by account. */
function remember() {
  const kept = queue.value.filter(item => item.uploadId && item.isChunked && !['done', 'failed'].includes(item.state))
    .map(({ recordId, recordTitle, name, size, modified, uploadId }) => ({ recordId, recordTitle, name, size, modified, uploadId }));
  try {
    if (kept.length) localStorage.setItem(place(owner), JSON.stringify(kept));
    else localStorage.removeItem(place(owner));
  } catch { /* no room: after a reload the record's page still offers what the server knows */ }
}

const blank = { file: null, uploadId: null, fileId: null, isChunked: false, chunkSize: Infinity, pieces: [], done: [], going: 0, samples: [], speed: null, words: null, fault: null, clash: null, expiresAt: null, batch: null, type: null, tries: 1 };
const known = found => ({ uploadId: found.id, isChunked: found.isChunked, chunkSize: found.chunkSize || 1, pieces: found.chunks, done: found.chunks.map(piece => piece.index), fileId: found.fileId, expiresAt: found.expiresAt });

/** Adds files to the end: [{ file, name }]; `fileId` replaces that file's data. A file that continues an interrupted upload does. */
export function add(record, files, { fileId = null } = {}) {
  count += 1;
  const batch = count;
  for (const { file, name } of files) {
    const ghost = queue.value.find(item => item.state === 'ghost' && item.recordId === record.id && item.name === name && item.size === file.size);
    if (ghost) { choose(ghost.key, file); continue; }
    count += 1;
    queue.value = [...queue.value, { ...blank, key: count, recordId: record.id, recordTitle: record.title, name, size: file.size, modified: file.lastModified, file, fileId, batch, state: 'waiting' }];
  }
  pump();
}

function begin(key, stop) {
  change(key, { state: 'sending', words: null, fault: null, samples: [], speed: null });
  return transfer(key, stop);
}

function settle(key, error) {
  const taken = error.failure && uploads.takenBy(error.failure);
  if (taken) { clashed(key, taken); return; }
  if (!error.failure) console.warn(error);
  const gone = error.name === 'NotFoundError' || error.name === 'NotReadableError';
  change(key, { state: 'failed', going: 0, speed: null, fault: gone ? 'unreadable' : null, words: error.failure ? describe(error.failure) : null });
}

/** Runs one request; while there is no connection (or the server is not ready) it waits and tries again. */
function steady(key, stop, work) {
  let refused = 0;
  const held = failure => {
    const busy = failure.kind === 'conflict' && !uploads.takenBy(failure) && (refused += 1) < most;
    if (!busy && !['offline', 'unavailable', 'limited'].includes(failure.kind)) return false;
    change(key, { state: busy ? 'sending' : 'offline', going: 0, speed: null, samples: [] });
    return true;
  };
  return steadily(async () => {
    const answer = await work();
    if (find(key)?.state === 'offline') change(key, { state: 'sending' });
    return answer;
  }, { stop, held });
}

/** An upload that the server has cleared away begins anew. */
function unlessGone(error) {
  if (error.failure?.kind !== 'missing') throw error;
  return null;
}

async function transfer(key, stop) {
  const item = find(key);
  const asked = { name: item.name, size: item.size, type: item.type };
  const found = (item.uploadId && await steady(key, stop, () => uploads.get(item.recordId, item.uploadId, stop).catch(unlessGone)))
    || await steady(key, stop, () => (item.fileId ? uploads.replace(item.recordId, item.fileId, asked, stop) : uploads.begin(item.recordId, asked, stop)));
  if (found.task) { ended(key, found.task); return; }
  if (!found.isActive) { change(key, { ...blank, file: item.file, batch: item.batch, fileId: item.fileId, state: 'failed', fault: 'expired' }); return; }
  change(key, known(found));
  remember();
  if (!found.isChunked) {
    await piece(key, { index: null, from: 0, to: item.size }, stop);
    ended(key, { file: true });
    return;
  }
  for (const part of missing(find(key))) await piece(key, part, stop);
  change(key, { state: 'finishing', going: 0, speed: null });
  let task = (await steady(key, stop, () => uploads.finish(item.recordId, found.id, stop))).task;
  while (!task?.file && !task?.error) {
    task = (await steady(key, stop, () => uploads.get(item.recordId, found.id, stop))).task;
    if (!task?.file && !task?.error) await pause(1, stop);
  }
  ended(key, task);
}

/** Sends one piece (or a whole small file) with its MD5, so that what arrives is what was read. */
async function piece(key, part, stop) {
  const item = find(key);
  const blob = item.file.slice(part.from, part.to);
  const md5 = await hash(blob);
  stop.throwIfAborted();
  const headers = { ...(md5 && { 'Kadi-MD5-Checksum': md5 }), ...(part.index !== null && { 'Kadi-Chunk-Index': part.index, 'Kadi-Chunk-Size': part.to - part.from }) };
  const before = safe(find(key));
  const progress = bytes => {
    if (stop.aborted) return;
    const samples = sampled(find(key).samples, performance.now(), before + bytes);
    change(key, { going: Math.min(bytes, part.to - part.from), samples, speed: speed(samples) });
  };
  const path = uploads.path(item.recordId, item.uploadId);
  const go = () => send('kadi', path, blob, { headers, progress, signal: stop });
  await steady(key, stop, () => go().catch(async error => {
    if (error.failure?.kind !== 'ended') throw error;
    await uploads.get(item.recordId, item.uploadId, stop); // asks for a new sign-in where the session has ended
    return go();
  }));
  if (part.index !== null) change(key, { done: [...find(key).done, part.index], pieces: [...find(key).pieces, { index: part.index, size: part.to - part.from, checksum: md5 }], going: 0 });
}

function ended(key, task) {
  const item = find(key);
  if (!task.file) { change(key, { state: 'failed', going: 0, speed: null, uploadId: null, done: [], pieces: [], fault: /already exists/.test(task.error ?? '') ? 'taken' : 'refused' }); return; }
  change(key, { state: 'done', going: 0, speed: null, file: null });
  finished.value = { recordId: item.recordId, turn: finished.value.turn + 1 };
}

// A name that is taken

function clashed(key, taken) {
  const item = find(key);
  change(key, { state: 'clash', going: 0, speed: null, clash: taken });
  const choice = choices.get(item.batch);
  if (choice) resolve(key, choice);
}

/** `choice`: replace, rename, skip; `forAll` counts for everything that was added together. */
export function resolve(key, choice, { forAll = false } = {}) {
  const item = find(key);
  if (!item?.clash) return;
  if (forAll) {
    choices.set(item.batch, choice);
    for (const other of queue.value) if (other.key !== key && other.state === 'clash' && other.batch === item.batch) resolve(other.key, choice);
  }
  if (choice === 'skip') { drop(key); return; }
  const next = item.tries + 1;
  const first = item.first ?? item.name;
  change(key, choice === 'replace' ? { fileId: item.clash.id, clash: null, state: 'waiting', uploadId: null } : { name: numbered(first, next), first, tries: next, clash: null, state: 'waiting', uploadId: null });
  pump();
}

// What the person does

export function halt(key) {
  const item = find(key);
  if (!item || !['waiting', 'sending', 'offline'].includes(item.state)) return;
  change(key, { state: 'paused', going: 0, speed: null });
  halted(key);
  pump();
}

export function resume(key) {
  const item = find(key);
  if (!item?.file || !['paused', 'failed'].includes(item.state)) return;
  if (!item.isChunked || item.fault) {
    if (item.uploadId) uploads.remove(item.recordId, item.uploadId).catch(() => {}); // a small file begins anew
    change(key, { uploadId: null, done: [], pieces: [] });
  }
  change(key, { state: 'waiting', words: null, fault: null });
  pump();
}

export const haltAll = () => queue.value.forEach(item => halt(item.key));
export const resumeAll = () => queue.value.forEach(item => { if (item.state === 'paused') resume(item.key); });

/** Gives an upload up, also on the server. */
export async function cancel(key) {
  const item = find(key);
  if (!item) return;
  halted(key);
  drop(key);
  remember();
  pump();
  if (item.uploadId && item.state !== 'done') await uploads.remove(item.recordId, item.uploadId).catch(() => {}); // the server clears it away after a day
}

export function clear() {
  queue.value = queue.value.filter(item => item.state !== 'done');
}

// After a reload

const ghost = (record, found, modified) => {
  count += 1;
  return { ...blank, ...known(found), key: count, recordId: record.id, recordTitle: record.title, name: found.name, size: found.size, modified, state: 'ghost' };
};

/** Another account, or none: what runs is stopped, what this account had begun comes back without its files. */
export async function belongTo(account) {
  if (account === owner) return;
  stopAll();
  choices.clear();
  queue.value = [];
  owner = account;
  if (!account) return;
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(place(owner)) ?? '[]'); } catch { /* not ours */ }
  for (const entry of kept) {
    try {
      const found = await uploads.get(entry.recordId, entry.uploadId);
      if (owner !== account) return;
      if (found.isActive && !queue.value.some(item => item.uploadId === found.id)) queue.value = [...queue.value, ghost({ id: entry.recordId, title: entry.recordTitle }, found, entry.modified)];
    } catch (error) {
      if (!error.failure) throw error; // gone or not reachable: the record's page asks again
    }
  }
  remember();
}

/** What the server knows of a record's uploads, also of those that another browser began. */
export function adopt(record, found) {
  const fresh = found.filter(upload => upload.isActive && upload.isChunked && !queue.value.some(item => item.uploadId === upload.id));
  if (fresh.length) queue.value = [...queue.value, ...fresh.map(upload => ghost(record, upload, null))];
}

/** The file of a ghost, chosen again; a wrong one is refused and the ghost says why. */
export async function choose(key, file) {
  const item = find(key);
  change(key, { fault: null, state: 'checking' });
  const why = await difference(item, file, hash);
  if (!find(key)) return;
  if (why) { change(key, { state: 'ghost', fault: why }); return; }
  change(key, { file, modified: file.lastModified, state: 'waiting' });
  pump();
}

/** Would leaving the page lose bytes that cannot be continued? */
export const fragile = () => queue.value.some(item => item.file && ['waiting', 'sending', 'offline'].includes(item.state) && !item.isChunked);
