// Collections as nodes of a tree, which loads what is below one when it is opened.
import * as collections from '../../api/kadi/collections.js';

export const nodeOf = (row, more = {}) => ({ id: row.id, label: row.title, icon: 'collection', hasChildren: true, ...more });
export const below = async node => (await collections.allChildren(node.id)).map(row => nodeOf(row));
