// Tests as options of a combobox.
import { t } from '../../i18n/text.js';
import * as tests from '../../api/itr/tests.js';

const option = row => ({ value: row.id, label: row.name || t('assessment_tests.no_name'), fact: [row.isCentral && t('assessment_tests.central_tag'), row.description].filter(Boolean).join(' · ') });

/** async (text, signal) → options: the company's tests and the central ones, the same test once. */
export const pickTests = () => async (text, signal) => {
  const { rows } = await tests.list({ search: text, sort: 'TestName', pageSize: 20, master: 'with' }, signal);
  return [...new Map(rows.map(row => [row.id, option(row)])).values()];
};
