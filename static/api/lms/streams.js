// Bytes of topics: documents and the video. docs/api/lms.md
import { bases, lmsApi } from '../request.js';

/** Addresses that the browser fetches by itself, with the cookie of the session. */
export const videoAddress = topicId => `${bases.lms}/s3/video/stream?topicId=${topicId}`;
export const documentAddress = id => `${bases.lms}/s3/document/stream?id=${id}`;

/** Asks for one byte of the video: refused with the reason that the player of the browser does not tell. */
export const probeVideo = topicId => lmsApi.get('/s3/video/stream', { query: { topicId }, headers: { Range: 'bytes=0-0' }, as: 'blob' });

/** The first `most` bytes of a document, or all of it: { bytes, whole }. */
export async function beginning(id, size, most, signal) {
  const part = size > most;
  const response = await lmsApi.get('/s3/document/stream', { query: { id }, as: 'response', signal, headers: part ? { Range: `bytes=0-${most - 1}` } : {} });
  return { bytes: await response.arrayBuffer(), whole: !part };
}

/** A whole document as a blob; `progress(bytes)` while it comes. */
export async function content(id, { type, progress = () => {}, signal } = {}) {
  const response = await lmsApi.get('/s3/document/stream', { query: { id }, as: 'response', signal });
  const parts = [];
  let received = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: type ?? response.headers.get('Content-Type') ?? '' });
    parts.push(value);
    received += value.length;
    progress(received);
  }
}
