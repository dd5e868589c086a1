// What Ctrl K finds of learning: subjects and topics by words of their names.
import { t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import { way } from './picks.js';
import { at } from './places.js';

export async function find(text, signal) {
  const { subjects, topics } = await learning.search(text, signal);
  return [
    ...subjects.map(row => ({ label: row.name, fact: `${t('learning.subject')} · ${way(row)}`, icon: 'learning', href: at.subject(row.id) })),
    ...topics.map(row => ({ label: row.name, fact: `${t('learning.topic')} · ${way(row)}`, icon: 'text', href: at.topic(row.id) })),
  ];
}
