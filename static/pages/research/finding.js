// What Ctrl K finds of research data: records and collections by words.
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import * as records from '../../api/kadi/records.js';
import { at } from './places.js';

export async function find(text, signal) {
  const asked = { query: text, sort: '_score', perPage: 5 };
  const [found, gathered] = await Promise.all([records.list(asked, signal), collections.list(asked, signal)]);
  return [
    ...found.rows.map(row => ({ label: row.title, fact: `${t('research.record')} ${row.identifier}`, icon: 'record', href: at.record(row.id) })),
    ...gathered.rows.map(row => ({ label: row.title, fact: `${t('collections.collection')} ${row.identifier}`, icon: 'collection', href: at.collection(row.id) })),
    { label: t('search.all_records', { text }), icon: 'search', href: `${at.records}?${new URLSearchParams({ query: text })}` },
  ];
}
