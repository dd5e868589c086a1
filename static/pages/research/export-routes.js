// Pages that export research data; routes.js joins them with all others.
import { opens } from '../../state/session.js';

const page = (noun, module) => ({ path: `/app/research/${noun}s/{id:int}/export`, page: module, words: ['research', 'exports'], right: () => opens('records') });

export const routes = [
  page('record', () => import('./export-record.js')),
  page('collection', () => import('./export-collection.js')),
  page('template', () => import('./export-template.js')),
];
