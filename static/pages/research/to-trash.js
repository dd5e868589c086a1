// Moving something to the trash: asked first, told with a way back, then the list it was in.
import { useEffect } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { confirm } from '../../components/dialog.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { account, trashDays } from '../../state/session.js';

/**
 * The entry of a page's menu, and the words of its refusal, which go when another tab is opened.
 * object       { id, title, creator }; `requests`: its api, with remove and restore by id
 * list, page   the address of the list, and that of the object's own page
 */
export function useTrash({ object, requests, list, page, open }) {
  const [attempt, { failure, forget }] = useAttempt();
  useEffect(forget, [open]);
  const mine = object.creator?.id === account().id;
  const run = async () => {
    const text = plural(mine ? 'research.delete_text' : 'research.delete_text_other', trashDays());
    if (!(await confirm({ title: t('research.delete_title', { name: object.title }), text, verb: t('research.delete'), danger: true }))) return;
    await attempt(() => requests.remove(object.id), () => {
      stale(list, page);
      const undo = () => requests.restore(object.id).then(() => go(page));
      toast(t('research.deleted', { name: object.title }), mine ? { undo } : {});
      go(list);
    });
  };
  return { words: failure, item: { label: t('research.delete'), icon: 'trash', danger: true, run } };
}
