// A link between this record and another one: new, or another name and term for one that is there.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as links from '../../api/kadi/links.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Restored } from '../../components/restored.js';
import { useForm } from '../../state/form.js';
import { pickRecords } from './picks.js';

/** What a refusal of a link means where that is more than usual; the contract tells its two conflicts apart only by their sentence. */
export function whyNot(failure) {
  if (failure.kind === 'conflict') return { title: t(/itself/i.test(failure.details ?? '') ? 'links.itself' : 'links.exists'), text: t('links.exists_text') };
  return failure.kind === 'denied' ? { title: t('links.denied'), text: t('links.denied_text') } : null;
}

/** `link` is the one to change (with `direction` and `other`), or null. */
export function LinkForm({ record, link, close, saved }) {
  const search = useMemo(() => pickRecords(new Set([record.id])), [record.id]);
  const form = useForm({
    start: { direction: link?.direction ?? 'out', other: null, name: link?.name ?? '', term: link?.term ?? '' },
    check: values => ({ other: !link && !values.other && 'missing', name: !values.name.trim() && 'missing' }),
    names: { 'record_to.id': 'other', record_to: 'other' },
    send: values => {
      if (link) return links.update(link.direction === 'out' ? record.id : link.other.id, link.id, values);
      const [from, to] = values.direction === 'out' ? [record.id, values.other.value] : [values.other.value, record.id];
      return links.create(from, { toId: to, name: values.name, term: values.term });
    },
    done: saved, draft: `link of ${record.id}: ${link?.id ?? 'new'}`,
  });
  const words = form.words && (whyNot(form.failure) ?? form.words);
  return html`<${Dialog} title=${t(link ? 'links.edit' : 'links.add')} onClose=${close} foot=${html`
    <${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//><${Button} kind="primary" busy=${form.busy} onClick=${form.submit}>${t(link ? 'research.save' : 'links.add_verb')}<//>`}>
    <${Restored} form=${form} />
    <form novalidate class="stack" aria-label=${t(link ? 'links.edit' : 'links.add')} onSubmit=${event => { event.preventDefault(); form.submit(); }}>
      <${ErrorSummary} faults=${form.summary} words=${words} round=${form.round} />
      ${link ? html`<p class="muted">${t(link.direction === 'out' ? 'links.to_named' : 'links.from_named', { name: link.other.title })}</p>` : html`
        <${Combobox} ...${form.field('other', { label: t('links.other') })} search=${search} required />
        <${RadioGroup} ...${form.field('direction', { label: t('links.direction') })} options=${[
          { value: 'out', label: t('links.way_out') }, { value: 'in', label: t('links.way_in') },
        ]} />`}
      <${TextField} ...${form.field('name', { label: t('links.name'), hint: t('links.name_hint') })} autocomplete="off" maxlength="150" required />
      <${TextField} ...${form.field('term', { label: t('links.term'), hint: t('links.term_hint'), optional: true })} type="url" autocomplete="off" maxlength="2048" />
      <button type="submit" hidden></button>
    </form><//>`;
}
