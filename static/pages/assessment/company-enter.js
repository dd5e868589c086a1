// Going over to another company: the same session, from then on with that company's rows.
import { t } from '../../i18n/text.js';
import * as companies from '../../api/itr/companies.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { forget } from '../../state/resource.js';
import { refresh } from '../../state/session.js';
import { office } from './office-places.js';

/** [enter(row), { failure, busy }] */
export function useEntering() {
  const [attempt, state] = useAttempt();
  const entered = async row => {
    forget(); // nothing of the company before is shown for this one
    await refresh();
    toast(t('assessment_office.companies.entered', { name: row.name }));
    go(office.home);
  };
  return [row => attempt(() => companies.enter(row.id), () => entered(row)), state];
}
