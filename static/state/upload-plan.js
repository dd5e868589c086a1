// What uploads compute: which pieces are missing, how far, how fast, which name is free. No browser here, so that node can test it.

/** The pieces of a file that the server does not have, in order: [{ index, from, to }]. */
export function missing({ size, chunkSize, done }) {
  const count = Math.max(1, Math.ceil(size / chunkSize));
  return Array.from({ length: count }, (_, index) => ({ index, from: index * chunkSize, to: Math.min(size, (index + 1) * chunkSize) })).filter(part => !done.includes(part.index));
}

/** Bytes that are safe on the server. */
export const safe = ({ size, chunkSize, done }) => done.reduce((sum, index) => sum + Math.max(0, Math.min(chunkSize, size - index * chunkSize)), 0);

/** What is there of a file, 0 to 1; an empty file is there once it is done. */
export const share = item => (item.state === 'done' ? 1 : item.size ? Math.min(1, (safe(item) + (item.going ?? 0)) / item.size) : 0);

const window = 8000;

/** Samples [[ms, bytes]] with a new one; older ones than a few seconds go. */
export const sampled = (samples, now, bytes) => [...samples.filter(([at]) => now - at < window), [now, bytes]];

/** Bytes a second over the samples, or null while they say too little. */
export function speed(samples) {
  if (samples.length < 2) return null;
  const [[from, before], [to, after]] = [samples[0], samples[samples.length - 1]];
  return to - from < 500 || after <= before ? null : ((after - before) * 1000) / (to - from);
}

/** 'a.tar.gz', 2 → 'a (2).tar.gz' */
export function numbered(name, count) {
  const folder = name.lastIndexOf('/') + 1;
  const found = /^(.+?)((?:\.tar)?\.[^./]{1,12})?$/.exec(name.slice(folder));
  return `${name.slice(0, folder)}${found?.[1] ?? name.slice(folder)} (${count})${found?.[2] ?? ''}`;
}

/** Why a file cannot continue an upload, or null: its size is another; `md5(blob)` of its first piece (of all that are there, when its date is another) differs. */
export async function difference(item, file, md5) {
  if (file.size !== item.size) return 'size';
  const other = item.modified !== null && item.modified !== file.lastModified;
  const pieces = other ? item.pieces : item.pieces.filter(piece => piece.index === 0).concat(item.pieces).slice(0, 1);
  for (const piece of pieces) {
    const from = piece.index * item.chunkSize;
    if ((await md5(file.slice(from, from + piece.size))) !== piece.checksum) return 'content';
  }
  return null;
}

/** Numbers for the bar: how many go on, how far all of them are, and how long it takes. */
export function summary(items) {
  const open = items.filter(item => item.state !== 'done' && item.state !== 'ghost');
  const busy = open.filter(item => ['waiting', 'sending', 'finishing', 'offline'].includes(item.state));
  const counted = items.filter(item => item.state === 'done' || open.includes(item));
  const size = counted.reduce((sum, item) => sum + item.size, 0);
  const sent = counted.reduce((sum, item) => sum + share(item) * item.size, 0);
  const rate = busy.reduce((sum, item) => sum + (item.speed ?? 0), 0);
  return {
    total: items.length, open: open.length, busy: busy.length, ghosts: items.length - counted.length, done: counted.length - open.length,
    failed: open.filter(item => item.state === 'failed' || item.state === 'clash').length, share: size ? sent / size : counted.length ? 1 : 0, speed: rate || null,
    left: rate ? (size - sent) / rate : null,
  };
}
