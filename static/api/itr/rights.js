// Templates of rights: sets of flags under a name. docs/api/itr.md
import { list as listOf, newId, read, remove as removeOf, save as saveOf } from './page.js';

/** The flags in a template's contents, a JSON object of flag → true; null where another program wrote something else. */
export function flagsIn(contents) {
  if (!String(contents ?? '').trim()) return [];
  try {
    const found = typeof contents === 'string' ? JSON.parse(contents) : contents;
    return found && typeof found === 'object' && !Array.isArray(found) ? Object.keys(found).filter(flag => found[flag] === true) : null;
  } catch {
    return null;
  }
}

export const list = (filters, signal) => listOf({ path: '/rightstemplates', ...filters, shape: row => ({ id: row.ID, name: row.Description, isCentral: row.dbsource === 1 }), signal });

export async function get(id, { isCentral, signal } = {}) {
  const found = await read(`/rightstemplates/${id}`, { master: isCentral ? 'only' : undefined, signal });
  return { id: found.ID, name: found.Description, comments: found.Comments, flags: flagsIn(found.Contents) };
}

export const names = { Description: 'name', Comments: 'comments' };
export const save = (id, { name, comments, flags }) => saveOf(`/rightstemplates/${id}`, {
  ID: id, Description: name, Comments: comments, Contents: JSON.stringify(Object.fromEntries(flags.map(flag => [flag, true]))),
});
export const create = values => save(newId(), values);
export const remove = id => removeOf(`/rightstemplates/${id}`);
