// Uploads that are not finished: what this window sends to records and topics, then what only the server knows of.
import { percent, t } from '../../i18n/text.js';
import * as topics from '../../state/topic-uploads.js';
import { share } from '../../state/upload-plan.js';
import * as records from '../../state/upload-queue.js';
import { at as learning } from '../learning/places.js';
import { at as research } from '../research/places.js';

const running = {
  waiting: 'start.upload_waiting', sending: 'start.upload_running', checking: 'start.upload_running', finishing: 'start.upload_processing',
  offline: 'start.upload_offline', held: 'start.upload_offline',
};
const stopped = { paused: 'start.upload_paused', failed: 'start.upload_failed', clash: 'start.upload_clash', ready: 'start.upload_ready' };
const word = item => running[item.state] ?? (item.fault === 'left' ? 'start.upload_left' : stopped[item.state]);

const row = (item, more) => ({
  name: item.name, size: item.size, isRunning: item.state in running, words: word(item) ? t(word(item), { share: percent(more.share) }) : null, ...more,
});

const toRecord = item => row(item, {
  key: `record-${item.key}`, of: item.recordTitle, href: research.record(item.recordId, 'files'), share: share(item), uploadId: item.uploadId, expiresAt: item.isChunked ? item.expiresAt : null,
});
const toTopic = item => row(item, {
  key: `topic-${item.key}`, of: item.topicName, href: learning.editTopic(item.topicId), share: item.size ? item.sent / item.size : 0, expiresAt: null,
});
const isOpen = item => item.state !== 'done';

/** `uploads`: those that the server knows of. Rows: { key, name, of, size, share, href, isRunning, words, expiresAt }. */
export function unfinished(uploads) {
  const here = records.queue.value.filter(isOpen).map(toRecord);
  const known = new Set(here.map(item => item.uploadId));
  const there = (uploads ?? []).filter(upload => !known.has(upload.id)).map(upload => ({
    ...upload, key: upload.id, of: upload.recordTitle, share: upload.size ? upload.received / upload.size : 1, href: research.record(upload.recordId, 'files'),
  }));
  return [...here, ...topics.queue.value.filter(isOpen).map(toTopic), ...there];
}
