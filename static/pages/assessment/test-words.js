// Words of the editor of tests: kinds of components, what is wrong.
import { has, t } from '../../i18n/text.js';
import { fault } from '../../errors/words.js';

const kinds = {
  heading: () => t('assessment_tests.type.heading'), text: () => t('assessment_tests.type.text'), picture: () => t('assessment_tests.type.picture'), timer: () => t('assessment_tests.type.timer'),
  single_choice: () => t('assessment_tests.type.single_choice'), multiple_choice: () => t('assessment_tests.type.multiple_choice'), likert: () => t('assessment_tests.type.likert'),
  number: () => t('assessment_tests.type.number'), slider: () => t('assessment_tests.type.slider'), free_text: () => t('assessment_tests.type.free_text'), ranking: () => t('assessment_tests.type.ranking'),
};
export const kindWord = type => kinds[type]?.() ?? type;

const signs = { heading: 'heading', text: 'text', picture: 'image', timer: 'clock', single_choice: 'circle', multiple_choice: 'check', likert: 'steps', number: 'code', slider: 'minus', free_text: 'edit', ranking: 'list' };
export const signOf = type => signs[type] ?? 'help';

/** What the answers of a Likert row say, until somebody writes better ones. */
export const agreement = () => [1, 2, 3, 4, 5].map(step => t(`assessment_tests.agreement.${step}`));

/** The sentence at a field: a fault of a test, else the common one. */
export const faultWord = found => (has(`assessment_tests.fault.${found.code}`) ? t(`assessment_tests.fault.${found.code}`, found.params) : fault(found));

const shortened = (text, most = 90) => { const plain = text.replace(/\s+/g, ' ').trim(); return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain; };

export const titleOf = component => shortened(component.text) || component.name || component.file || t('assessment_tests.no_text');

const parts = {
  screens: i => t('assessment_tests.place.screen', { number: i }), components: i => t('assessment_tests.place.component', { number: i }), options: i => t('assessment_tests.place.option', { number: i }),
  scales: i => t('assessment_tests.place.scale', { number: i }), scoreRules: i => t('assessment_tests.place.rule', { number: i }), norms: i => t('assessment_tests.place.norm', { number: i }),
  normColumns: i => t('assessment_tests.place.column', { number: i }), normColumnValues: i => t('assessment_tests.place.border', { number: i }),
};

const fields = {
  TestName: () => t('assessment_tests.test_name'), Costs: () => t('assessment_tests.costs'),
  TotalTimeAvailableForThisTest: () => t('assessment_tests.minutes'), MinPercentageOfAnswersRequired: () => t('assessment_tests.least_answers'),
};

/** Where a fault is: "Page 2, part 3, answer 1". */
export function placeWord(path) {
  const found = path.flatMap((part, i) => (parts[part] && path[i + 1] !== undefined ? [parts[part](Number(path[i + 1]) + 1)] : []));
  return found.join(', ') || fields[path[0]]?.() || t('assessment_tests.tab.settings');
}
