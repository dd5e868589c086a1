// Taking a seat, giving it back, saying how it was: the same from the catalogue, a training's page and one's own list.
import { t } from '../../i18n/text.js';
import * as registrations from '../../api/kms/registrations.js';
import { confirm } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';

/** One's registration that counts, or the last that was cancelled. */
export const ownOf = (found, trainingId) => found.filter(row => row.trainingId === trainingId).reduce((kept, row) => (kept && kept.status !== 'CANCELLED' ? kept : row), null);

/** { register, cancel, rate } with what the page shows of them: { failure, busy }. Each resolves to whether it was done; `done(answer)` is told before. */
export function useTakingPart() {
  const [attempt, state] = useAttempt();
  const tell = (send, said, done) => attempt(send, answer => { stale('/app/training/'); toast(said); done?.(answer); });

  const register = (training, done) => tell(() => registrations.register(training.id), t('training.registered_said', { title: training.title }), done);
  const rate = (registration, score, done) => tell(() => registrations.update(registration.id, registration.status, score), t('training.rated_said'), done);
  const cancel = async (training, registration, done) => {
    const { title } = training;
    if (!(await confirm({ title: t('training.cancel_title', { title }), text: t('training.cancel_text'), verb: t('training.cancel'), cancel: t('training.keep'), danger: true }))) return false;
    return tell(() => registrations.cancel(registration.id), t('training.cancelled_said', { title }), done);
  };
  return { ...state, register, cancel, rate };
}
