// Announcing, continuing and finishing uploads; the bytes themselves go through send.js.
import { kadiApi } from '../request.js';
import { file } from './files.js';

const kept = 24 * 3600 * 1000; // what is not finished by then is cleared away

export const upload = found => ({
  id: found.id, name: found.name, size: found.size, isChunked: found.upload_type === 'chunked', chunkSize: found._meta?.chunk_size ?? found.size, chunkCount: found.chunk_count,
  chunks: (found.chunks ?? []).map(chunk => ({ index: chunk.index, size: chunk.size, checksum: chunk.checksum })),
  isActive: found.state === 'active', fileId: found.file?.id ?? null, createdAt: found.created_at, expiresAt: new Date(new Date(found.created_at).getTime() + kept).toISOString(),
  task: found._meta?.task ? { state: found._meta.task.state, file: found._meta.task.file ? file(found._meta.task.file) : null, error: found._meta.task.error ?? null } : null,
});

export const path = (recordId, id) => `/records/${recordId}/uploads/${id}`;

export const begin = async (recordId, { name, size, type }, signal) => upload(await kadiApi.post(`/records/${recordId}/uploads`, { body: { name, size, ...(type && { mimetype: type }) }, signal }));
export const replace = async (recordId, fileId, { size, type }, signal) => upload(await kadiApi.put(`/records/${recordId}/files/${fileId}`, { body: { size, ...(type && { mimetype: type }) }, signal }));
export const list = async (recordId, signal) => (await kadiApi.get(`/records/${recordId}/uploads`, { signal })).items.map(upload);
export const get = async (recordId, id, signal) => upload(await kadiApi.get(path(recordId, id), { signal }));
export const finish = async (recordId, id, signal) => upload(await kadiApi.post(path(recordId, id), { signal }));
export const remove = (recordId, id) => kadiApi.remove(path(recordId, id));

/** The file that stands in the way of a name (409), or null. */
export const takenBy = failure => (failure?.status === 409 && failure.body?.file ? file(failure.body.file) : null);
