// Deleting a test, a battery or a report definition for good: asked first, then back to the list.
import { t } from '../../i18n/text.js';
import { confirm } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import * as drafts from '../../state/drafts.js';
import { stale } from '../../state/resource.js';

/** `attempt`: of state/attempt.js; `send` deletes it, `draft` is the name of what was kept of it here, `list` where it was listed. */
export async function removal(attempt, { name, text, verb, send, draft, list }) {
  if (!(await confirm({ title: t('assessment_tests.remove_title', { name }), text, verb, danger: true }))) return;
  await attempt(send, () => {
    drafts.drop(draft);
    stale(list);
    toast(t('assessment_tests.deleted', { name }));
    go(list);
  });
}
