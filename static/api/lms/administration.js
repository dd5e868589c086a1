// Writing the education tree. docs/api/lms.md
import { lmsApi } from '../request.js';

const base = '/admin/education';
const paths = { level: 'levels', grade: 'grades', subject: 'subjects', topic: 'topics' };
const parents = { grade: 'levels', subject: 'grades', topic: 'subjects' };

/** Names of the server → ours, for faults. */
export const names = { imageUrl: 'picture', level: 'stage', mentorId: 'mentor' };

const body = values => Object.fromEntries(Object.entries({
  name: values.name, description: values.description, content: values.content, imageUrl: values.picture, level: values.stage, mentorId: values.mentor, isActive: values.isActive,
}).filter(([, value]) => value !== undefined));

/** `values`: name, description, content, picture, stage, mentor (the person's UUID or null), isActive; the id of what was made comes back. */
export const create = async (noun, parentId, values) =>
  (await lmsApi.post(noun === 'level' ? `${base}/levels` : `${base}/${parents[noun]}/${parentId}/${paths[noun]}`, { body: body(values) })).data.id;
export const update = (noun, id, values) => lmsApi.put(`${base}/${paths[noun]}/${id}`, { body: body(values) });
export const remove = (noun, id) => lmsApi.remove(`${base}/${paths[noun]}/${id}`);
