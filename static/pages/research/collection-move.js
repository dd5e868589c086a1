// Putting a collection below another one, or to the top; told in words where that cannot be.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorSummary } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { pickCollections } from './picks.js';

/** Why a collection cannot stand below another one: its ring or its second parent (409), else what failures say. */
export const whyNot = failure => (failure.kind === 'conflict' ? { title: t('collections.no_place.title'), text: t('collections.no_place.text') } : describe(failure));

/** Takes a collection from one parent to another (null: the top). Where the new place is refused, it goes back to the old one. */
export async function move(child, from, to) {
  if (from) await collections.removeChild(from, child);
  try {
    if (to) await collections.addChild(to, child);
  } catch (error) {
    if (from) await collections.addChild(from, child).catch(() => {}); // what is told is why it could not move
    throw error;
  }
  stale('/collections');
}

export function MoveDialog({ collection, close, moved }) {
  const form = useForm({
    start: { parent: null },
    check: values => ({ parent: !values.parent && 'missing' }),
    send: values => move(collection.id, collection.parentId, values.parent.value),
    done: () => { toast(t('collections.moved', { name: collection.title })); moved(); },
  });
  const top = useForm({ start: {}, send: () => move(collection.id, collection.parentId, null), done: () => { toast(t('collections.moved_top', { name: collection.title })); moved(); } });
  const search = useMemo(() => pickCollections(new Set([collection.id, collection.parentId])), [collection.id]);
  const failed = form.failure ?? top.failure;
  const words = failed && failed.fields.length === 0 ? whyNot(failed) : form.words ?? top.words;
  return html`<${Dialog} title=${t('collections.move_title', { name: collection.title })} onClose=${close} foot=${html`
    <${Button} onClick=${close}>${t('components.cancel')}<//>
    ${collection.parentId && html`<${Button} busy=${top.busy} onClick=${top.submit}>${t('collections.to_top')}<//>`}
    <${Button} kind="primary" busy=${form.busy} onClick=${form.submit}>${t('collections.move_verb')}<//>`}>
    <form novalidate class="stack" onSubmit=${event => { event.preventDefault(); form.submit(); }}>
      <${ErrorSummary} faults=${form.summary} words=${words} round=${form.round + top.round} />
      <${Combobox} ...${form.field('parent', { label: t('collections.move_to'), hint: t('collections.move_hint') })} search=${search} />
    </form><//>`;
}
