// Documents and the video of a topic. The bytes themselves go through send.js. docs/api/lms.md
import { lmsApi } from '../request.js';

function form(fields) {
  const found = new FormData();
  for (const [name, value] of Object.entries(fields)) found.append(name, value);
  return found;
}

/** What is to be sent: { path, method, body }; what can be checked early stands before the bytes. */
export const upload = (topicId, file, { name, description = '' }) => ({ path: '/s3/document/upload', method: 'POST', body: form({ topicId, metadata: JSON.stringify({ name, description }), file }) });
export const uploadVideo = (topicId, file) => ({ path: `/admin/education/topics/${topicId}/video`, method: 'PUT', body: form({ video: file }) });

export const remove = (topicId, id) => lmsApi.remove(`/admin/education/topics/${topicId}/documents/${id}`);
export const removeVideo = topicId => lmsApi.remove(`/admin/education/topics/${topicId}/video`);
