// What Ctrl K finds among tests.
import { t } from '../../i18n/text.js';
import * as tests from '../../api/itr/tests.js';
import { at } from './places.js';

export async function find(text, signal) {
  const { rows } = await tests.list({ search: text, pageSize: 4, sort: 'TestName', master: 'with' }, signal);
  return rows.slice(0, 4).map(row => ({ label: row.name || t('assessment_tests.no_name'), fact: t('assessment_tests.test'), icon: 'list', href: at.test(row.id) }));
}
