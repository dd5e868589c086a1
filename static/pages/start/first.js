// What somebody can do first: a new account has nothing of its own yet.
import { t } from '../../i18n/text.js';
import { at as assessment, plans, works } from '../assessment/places.js';
import { at as learning, isOpen, mentors } from '../learning/places.js';
import { at as research, mayCreate } from '../research/places.js';
import { at as training, manages } from '../training/places.js';
import { account, isAdmin, opens, session } from '../../state/session.js';

/** One thing of each area that is open: { href, icon, label, text }. */
export const first = () => [
  isAdmin() && { href: '/app/administration/accounts?new=1', icon: 'person', label: t('start.first_people'), text: t('start.first_people_text') },
  opens('records') && (mayCreate()
    ? { href: research.create, icon: 'record', label: t('start.first_record'), text: t('start.first_record_text') }
    : { href: research.records, icon: 'record', label: t('start.first_records'), text: t('start.first_records_text') }),
  opens('trainings') && (manages()
    ? { href: training.create, icon: 'training', label: t('start.first_training'), text: t('start.first_training_text') }
    : { href: training.trainings, icon: 'training', label: t('start.first_trainings'), text: t('start.first_trainings_text') }),
  isOpen() && mentors() && { href: learning.editTree, icon: 'edit', label: t('start.first_topic'), text: t('start.first_topic_text') },
  isOpen() && { href: learning.levels, icon: 'learning', label: t('start.first_course'), text: t('start.first_course_text') },
  works() && { href: assessment.home, icon: 'assessment', label: t('start.first_test'), text: t('start.first_test_text') },
].filter(Boolean);

/** What somebody does most often, for the head of the page: { href, label } or null. */
export function begin() {
  if (opens('records') && mayCreate()) return { href: research.create, label: t('start.new_record') };
  if (plans()) return { href: assessment.newSession, label: t('start.new_session') };
  return opens('trainings') && manages() ? { href: training.create, label: t('start.new_training') } : null;
}

/** What is still to be done for the account. */
export function steps() {
  const person = account();
  return [
    !person.isEmailVerified && { href: '/app/settings', icon: 'mail', label: t(person.email ? 'start.verify' : 'start.add_email'), text: t('start.verify_text') },
    !session.value.hasSecondFactor && { href: '/app/settings/second-factor', icon: 'lock', label: t('start.factor'), text: t('start.factor_text') },
    opens('records') && { href: '/app/settings/tokens', icon: 'key', label: t('start.token'), text: t('start.token_text') },
  ].filter(Boolean);
}
