// How far somebody is: of one video, and of the videos of a subject. No drawing, so that node can test it.
import { shareOf } from './player-keys.js';

/** { seen, videos, share } of topics with videos; share is 0 to 1, null without any video. */
export function progressOf(topics) {
  const shares = topics.filter(topic => topic.hasVideo).map(topic => shareOf(topic.position) ?? 0);
  return { seen: shares.filter(share => share === 1).length, videos: shares.length, share: shares.length ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null };
}

const moment = topic => (topic.position?.at ? Date.parse(topic.position.at) : 0);

/** The topic to go on with: the one watched last while it is not over, else the next that is no video seen to its end; null before anything was begun, and after everything. */
export function nextTopic(topics) {
  const begun = topics.filter(topic => topic.position);
  if (!begun.length) return null;
  const last = begun.reduce((latest, topic) => (moment(topic) >= moment(latest) ? topic : latest));
  const isOpen = topic => topic.hasVideo && shareOf(topic.position) !== 1;
  if (isOpen(last)) return last;
  const rest = topics.slice(topics.indexOf(last) + 1);
  return rest.find(topic => !topic.hasVideo || isOpen(topic)) ?? topics.find(isOpen) ?? null;
}
