// In which order lists come; the server's names of it with our words.
import { t } from '../../i18n/text.js';

const orders = [
  ['_score', 'search.sort.best'], ['-last_modified', 'search.sort.changed'], ['last_modified', 'search.sort.unchanged'], ['-created_at', 'search.sort.newest'], ['created_at', 'search.sort.oldest'],
  ['title', 'search.sort.title'], ['-title', 'search.sort.title_back'], ['identifier', 'search.sort.identifier'],
];

/** What counts when nobody chose: the best match first, or the last change where no words are searched for. */
export const usual = query => (query.query ? '_score' : '-last_modified');
export const orderOf = query => query.sort ?? usual(query);

/** The choice of an order for a filter bar. */
export const orderFilter = query => ({
  name: 'sort', label: 'components.filters.order', quiet: true, any: usual(query) === '_score' ? 'search.sort.best' : 'search.sort.changed',
  options: orders.filter(([value]) => value !== usual(query) && (value !== '_score' || query.query)).map(([value, word]) => ({ value, label: t(word) })),
});
