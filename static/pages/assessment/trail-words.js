// What the server wrote into the trail, told in the person's language; what other programs wrote is shown as it is.
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import { stateOf } from '../../api/itr/sessions.js';

const stateWord = number => status('session', stateOf(Number(number))).word;

/** By the type of what a line is about and the number of its message. */
const sentences = {
  '1 1': data => t('assessment.trail.session', { state: stateWord(data.SessionStatus) }),
  '2 2': (data, name) => (Number(data.CurrentPage) ? t('assessment.trail.saved', { name, page: Number(data.CurrentPage) }) : t('assessment.trail.planned', { name })),
  '2 3': (data, name) => t('assessment.trail.finished', { name }),
  '2 4': (data, name) => t('assessment.trail.test_removed', { name }),
  '2 5': () => t('assessment.trail.redefined'),
  '1001 1': data => t('assessment.trail.mail', { to: data.To, subject: data.Subject }),
};

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i; // other programs may write anything

/** The id of the test that a line is about; undefined where it says none. */
export const testOf = row => (id.test(row.data?.TestID) ? String(row.data.TestID).toLowerCase() : undefined);

/** The sentence of a line, or null where there is none; `names`: test id → name. */
export function sentence(row, names) {
  const say = sentences[`${row.type} ${row.number}`];
  if (!say || (!row.data && row.number !== 5)) return row.message || null;
  return say(row.data, names.get(testOf(row)) || t('assessment.trail.some_test'));
}
