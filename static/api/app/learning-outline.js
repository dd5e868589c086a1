// The education tree for those who write it: inactive rows too, and how much hangs on each. docs/api/app.md §15.
import { appApi } from '../request.js';

const paths = { level: 'levels', grade: 'grades', subject: 'subjects', topic: 'topics' };

const branch = found => ({ noun: found.noun, id: found.id, name: found.name, isActive: found.is_active, children: found.children });

const node = found => ({
  noun: found.noun, id: found.id, name: found.name, description: found.description, picture: found.image_url, isActive: found.is_active, stage: found.stage, mentor: found.mentor,
  above: found.above.map(entry => ({ noun: entry.noun, id: entry.id, name: entry.name, isActive: entry.is_active })), holds: found.holds, createdAt: found.created_at, updatedAt: found.updated_at,
});

/** Everything directly below a row (`parent`: { noun, id }), or the top: levels for administrators, own subjects for mentors. */
export async function branches(parent, signal) {
  const rows = [];
  for (let page = 1; ; page += 1) {
    const answer = await appApi.get('/learning/outline', { query: { ...(parent && { [parent.noun]: parent.id }), page, per_page: 100 }, signal });
    rows.push(...answer.items.map(branch));
    if (page >= answer.pages) return rows;
  }
}

export const get = async (noun, id, signal) => node(await appApi.get(`/learning/outline/${paths[noun]}/${id}`, { signal }));

const file = found => ({ id: found.id, name: found.name, description: found.description ?? '', type: found.content_type, size: found.size, modifiedAt: found.uploaded_at, uploadedBy: found.uploaded_by });

/** What a topic consists of, and how large another file may be. */
export async function material(id, signal) {
  const found = await appApi.get(`/learning/outline/topics/${id}/material`, { signal });
  return { content: found.content, documents: found.documents.map(file), video: found.video && file(found.video), limits: found.limits };
}

/** Map of id → name of subjects; ids of none are not in it. */
export async function subjectNames(ids, signal) {
  const found = new Map();
  for (let from = 0; from < ids.length; from += 100) {
    const answer = await appApi.get('/learning/outline/subjects', { query: { id: ids.slice(from, from + 100) }, signal });
    for (const subject of answer.subjects) found.set(subject.id, subject.name);
  }
  return found;
}
