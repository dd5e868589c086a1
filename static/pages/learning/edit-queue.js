// Files on their way to topics: they go on while other pages are shown. What was not sent whole begins anew (the queue itself: state/topic-uploads.js).
//
// item { key, topicId, topicName, kind: document | video, name, description, size, file, state, sent, samples, speed, failure, fault, until }
// state: ready (its name can still be changed) · waiting · sending · checking (the server looks into it) · held (goes on by itself) · failed · done
import { effect, signal } from '../../vendor/ui.js';
import * as outline from '../../api/app/learning-outline.js';
import * as documents from '../../api/lms/documents.js';
import { send } from '../../api/send.js';
import { makePump, seconds, steady } from '../../state/pump.js';
import { owner, session } from '../../state/session.js';
import { continues, queue } from '../../state/topic-uploads.js';
import { sampled, speed } from '../../state/upload-plan.js';
import { plainName, refusal } from './edit-kinds.js';

export { queue };
export const finished = signal({ topicId: null, turn: 0 }); // tells the topic's page that something arrived

let count = 0;

const { change, drop, find, pump, stop: halt, stopAll } = makePump({ queue, atOnce: 2, run, failed });
export { change };

const blank = { description: '', sent: 0, samples: [], speed: null, failure: null, fault: null, until: null };

/** Adds files; documents wait for their names, a video goes at once. What cannot be taken stands there with the reason. */
export function add(topic, files, kind, limits) {
  const fresh = files.map(({ file, name }, i) => {
    count += 1;
    const fault = kind === 'video' && i > 0 ? 'one_video' : refusal(file, kind, limits);
    const state = fault ? 'failed' : kind === 'video' ? 'waiting' : 'ready';
    return { ...blank, key: count, topicId: topic.id, topicName: topic.name, kind, name: plainName(name), size: file.size, file, fault, limit: limits[kind].bytes, state };
  });
  const isBack = item => files.some(({ file }) => continues(item, topic.id, file)); // chosen again: its name alone is no longer needed
  queue.value = [...queue.value.filter(item => !isBack(item)), ...fresh];
  pump();
}

/** Sends what is ready for a topic. */
export function begin(topicId) {
  queue.value = queue.value.map(item => (item.topicId === topicId && item.state === 'ready' ? { ...item, state: 'waiting' } : item));
  pump();
}

async function run(key, stop) {
  await steady(() => once(key, stop).catch(error => again(key, stop, error)), { stop, held: (failure, turn) => held(key, failure, turn) });
  const { topicId } = find(key);
  change(key, { state: 'done', file: null, sent: find(key).size, speed: null });
  finished.value = { topicId, turn: finished.value.turn + 1 };
}

function failed(key, error) {
  if (!error.failure) console.warn(error);
  const failure = error.failure ? { ...error.failure, code: error.failure.fields[0]?.code ?? error.failure.code } : null;
  change(key, { state: 'failed', sent: 0, speed: null, failure, fault: failure ? null : 'unreadable' });
}

/** Where the session has ended, asking for the topic asks for a new sign-in; then the file is sent. */
async function again(key, stop, error) {
  if (stop.aborted || error.failure?.kind !== 'ended') throw error;
  await outline.get('topic', find(key).topicId, stop);
  return once(key, stop);
}

/** Waits while there is no connection and where the server says "slower", but not for the next month. */
function held(key, failure, turn) {
  if (!['offline', 'unavailable', 'limited'].includes(failure.kind) || failure.code === 'quota_exceeded') return false;
  change(key, { state: 'held', sent: 0, samples: [], speed: null, fault: failure.kind, until: seconds(failure, turn) });
  return true;
}

function once(key, stop) {
  const item = find(key);
  change(key, { state: 'sending', sent: 0, samples: [], speed: null, failure: null, fault: null, until: null });
  const progress = (bytes, total) => {
    if (stop.aborted) return;
    const samples = sampled(find(key).samples, performance.now(), bytes);
    change(key, { sent: Math.min(bytes, item.size), samples, speed: speed(samples), state: bytes >= total ? 'checking' : 'sending' });
  };
  const { path, method, body } = item.kind === 'video' ? documents.uploadVideo(item.topicId, item.file)
    : documents.upload(item.topicId, item.file, { name: item.name.trim(), description: item.description.trim() });
  return send('lms', path, body, { method, progress, signal: stop });
}

export function retry(key) {
  const item = find(key);
  if (item?.state !== 'failed' || !item.file) return;
  change(key, { state: 'waiting', failure: null, fault: null });
  pump();
}

export function cancel(key) {
  halt(key);
  drop(key);
  pump();
}

export const clear = topicId => { queue.value = queue.value.filter(item => item.topicId !== topicId || item.state !== 'done'); };

export const isUnderWay = item => ['waiting', 'sending', 'checking', 'held'].includes(item.state);
export const busy = () => queue.value.some(isUnderWay);

let account = null;
/** Another account, or none: what runs is stopped. */
effect(() => {
  const now = session.value ? owner() : null;
  if (now === account) return;
  account = now;
  queueMicrotask(stopAll);
});
globalThis.addEventListener?.('beforeunload', event => { if (busy()) event.preventDefault(); });
