// What comboboxes find of learning.
import * as learning from '../../api/app/learning.js';

export const way = row => row.above.map(step => step.name).join(' › ');

/** Subjects by words of their names. */
export const pickSubjects = async (text, signal) => (text ? (await learning.search(text, signal)).subjects.map(row => ({ value: row.id, label: row.name, fact: way(row) })) : []);
