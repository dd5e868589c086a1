// Rights in words, and as choices of a form.
import { t } from '../../i18n/text.js';
import * as logins from '../../api/itr/logins.js';
import { isMaster } from './places.js';

const word = flag => t(`assessment_office.right.${flag}`);

/** A right as a table shows it. */
export const shortRight = flag => t(`assessment_office.right_short.${flag}`);

/** Only master users make master users. */
export const rightOptions = () => logins.rights.map(flag => ({ value: flag, label: word(flag), why: flag === 'IsMasterUser' && !isMaster() ? t('assessment_office.logins.master_why') : null }));
export const limitOptions = () => logins.limits.map(flag => ({ value: flag, label: word(flag) }));
