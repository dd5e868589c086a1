// What somebody can do first: a new account has nothing of its own yet.
import { t } from '../../i18n/text.js';
import { at as assessment, works } from '../assessment/places.js';
import { at as learning, isOpen } from '../learning/places.js';
import { at as research, mayCreate } from '../research/places.js';
import { at as training, manages } from '../training/places.js';
import { account, isAdmin, opens, sendsMail, session } from '../../state/session.js';

/** One thing of each area that is open: { href, icon, label, text }. */
export const first = () => [
  isAdmin() && { href: '/app/administration/accounts?new=1', icon: 'person', label: t('start.first_people'), text: t('start.first_people_text') },
  opens('records') && (mayCreate()
    ? { href: research.create, icon: 'record', label: t('start.first_record'), text: t('start.first_record_text') }
    : { href: research.records, icon: 'record', label: t('start.first_records'), text: t('start.first_records_text') }),
  opens('trainings') && (manages()
    ? { href: training.create, icon: 'training', label: t('start.first_training'), text: t('start.first_training_text') }
    : { href: training.trainings, icon: 'training', label: t('start.first_trainings'), text: t('start.first_trainings_text') }),
  isOpen() && { href: learning.levels, icon: 'learning', label: t('start.first_course'), text: t('start.first_course_text') },
  works() && { href: assessment.home, icon: 'assessment', label: t('start.first_test'), text: t('start.first_test_text') },
].filter(Boolean);

/** What is still to be done for the account and, by administrators, for the server. */
export function steps() {
  const person = account();
  return [
    !person.isEmailVerified && { href: '/app/settings', icon: 'mail', label: t(person.email ? 'start.verify' : 'start.add_email'), text: t('start.verify_text') },
    !session.value.hasSecondFactor && { href: '/app/settings/second-factor', icon: 'lock', label: t('start.factor'), text: t('start.factor_text') },
    isAdmin() && !sendsMail() && { href: '/app/administration/accounts?new=1', icon: 'person', label: t('start.people'), text: t('start.people_text') },
    { href: '/app/settings/tokens', icon: 'key', label: t('start.token'), text: t('start.token_text') },
  ].filter(Boolean);
}
