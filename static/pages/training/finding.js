// What Ctrl K finds of trainings: those with the words in title or description.
import { t } from '../../i18n/text.js';
import * as trainings from '../../api/kms/trainings.js';
import { at, categoryWord } from './places.js';

export async function find(text, signal) {
  const found = await trainings.list({ search: text, perPage: 5 }, signal);
  return found.rows.map(row => ({ label: row.title, fact: `${t('training.one')} · ${categoryWord(row.category)}`, icon: 'training', href: at.training(row.id) }));
}
