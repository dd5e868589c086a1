// Taking a seat and giving it back: the same from the catalogue, a training's page and one's own list.
import { t } from '../../i18n/text.js';
import * as registrations from '../../api/kms/registrations.js';
import { confirm } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { stale } from '../../state/resource.js';

/** One's registration that counts, or the last that was cancelled. */
export const ownOf = (found, trainingId) => found.filter(row => row.trainingId === trainingId).reduce((kept, row) => (kept && kept.status !== 'CANCELLED' ? kept : row), null);

async function attempt(work, said, fail) {
  fail(null);
  try {
    const answer = await work();
    stale('/app/training/');
    toast(said);
    return answer ?? true;
  } catch (error) {
    if (!error.failure) throw error;
    fail(describe(error.failure));
    return null;
  }
}

/** Resolves to what is true afterwards; null when it was refused, which `fail(words)` is told. */
export const register = (training, fail) => attempt(() => registrations.register(training.id), t('training.registered_said', { title: training.title }), fail);

export async function cancel(training, registration, fail) {
  if (!(await confirm({ title: t('training.cancel_title', { title: training.title }), text: t('training.cancel_text'), verb: t('training.cancel'), cancel: t('training.keep'), danger: true }))) return null;
  return attempt(() => registrations.cancel(registration.id), t('training.cancelled_said', { title: training.title }), fail);
}

export const rate = (registration, score, fail) => attempt(() => registrations.update(registration.id, registration.status, score), t('training.rated_said'), fail);
