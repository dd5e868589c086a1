// Moving something to the trash: asked first, told with a way back, then the list it was in.
import { plural, t } from '../../i18n/text.js';
import { confirm } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import { stale } from '../../state/resource.js';
import { account, trashDays } from '../../state/session.js';

/**
 * object   { id, title, creator }
 * remove, restore   requests by id
 * list, page        the address of the list, and that of the object's own page
 * fail     takes the words of a refusal
 */
export async function toTrash({ object, remove, restore, list, page, fail }) {
  const mine = object.creator?.id === account().id;
  const sure = await confirm({ title: t('research.delete_title', { name: object.title }), text: plural(mine ? 'research.delete_text' : 'research.delete_text_other', trashDays()), verb: t('research.delete'), danger: true });
  if (!sure) return;
  try {
    await remove(object.id);
  } catch (error) {
    if (!error.failure) throw error;
    fail(describe(error.failure));
    return;
  }
  stale(list, page);
  const undo = () => restore(object.id).then(() => go(page));
  toast(t('research.deleted', { name: object.title }), mine ? { undo } : {});
  go(list);
}
