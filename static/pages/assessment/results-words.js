// Words of results: states of tests, numbers as they are shown.
import { number, t } from '../../i18n/text.js';

const states = {
  open: () => [t('assessment_results.state.open'), 'info'],
  not_billed: () => [t('assessment_results.state.not_billed'), 'warn'],
  scored: () => [t('assessment_results.state.scored'), 'ok'],
  stored: () => [t('assessment_results.state.stored'), 'muted'],
  none: () => [t('assessment_results.state.none'), 'ok'],
};

/** Word and tone of what is known of a test. */
export const stateOf = test => states[test.state]?.() ?? [test.state, 'muted'];
export const nameOf = test => test.name || t('assessment_results.test_gone');
export const scoreWord = value => (typeof value === 'number' ? number(value, { maximumFractionDigits: 6 }) : value);
