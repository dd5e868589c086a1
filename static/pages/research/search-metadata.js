// The editor of conditions on typed metadata: which entry, of which type, compared with what, joined by and or or.
import { html, useRef } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button, IconButton } from '../../components/button.js';
import { Checkbox, Select, TextField } from '../../components/field.js';
import { fault } from '../../errors/words.js';
import { fresh } from './search-conditions.js';

const typeWords = { '': 'search.type.any', str: 'search.type.str', numeric: 'search.type.numeric', bool: 'search.type.bool', date: 'search.type.date' };
const said = code => code && (code === 'before_first' ? t('search.before_first') : fault({ code }));

function Value({ one, set, faults }) {
  const field = (name, more) => ({ ...more, value: one[name], error: said(faults[name]), onValue: value => set({ [name]: value }) });
  if (one.type === 'str') return html`<${TextField} ...${field('text', { label: t('search.text') })} autocomplete="off" /><${Checkbox} ...${field('exact', { label: t('search.exact') })} />`;
  if (one.type === 'numeric') {
    return html`<${TextField} ...${field('min', { label: t('search.min') })} inputmode="decimal" autocomplete="off" /><${TextField} ...${field('max', { label: t('search.max') })} inputmode="decimal" autocomplete="off" />
      <${TextField} ...${field('unit', { label: t('search.unit') })} autocomplete="off" />`;
  }
  if (one.type === 'bool') return html`<${Select} ...${field('truth', { label: t('search.value') })} options=${[{ value: '', label: t('components.filters.any') }, { value: 'true', label: t('components.yes') }, { value: 'false', label: t('components.no') }]} />`;
  if (one.type === 'date') return html`<${TextField} ...${field('min', { label: t('search.since') })} type="datetime-local" /><${TextField} ...${field('max', { label: t('search.until') })} type="datetime-local" />`;
  return null;
}

export function MetadataConditions({ conditions, onConditions, faults }) {
  const list = useRef(null);
  const set = (id, changes) => onConditions(conditions.map(one => (one.id === id ? { ...one, ...changes } : one)));
  const add = () => {
    onConditions([...conditions, fresh()]);
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector('select, input')?.focus());
  };
  const remove = (one, i) => {
    onConditions(conditions.filter(other => other.id !== one.id));
    announce(t('search.removed', { position: i + 1 }));
    requestAnimationFrame(() => (list.current?.children[Math.max(0, i - 1)]?.querySelector('input') ?? list.current?.parentElement.querySelector('button'))?.focus());
  };
  return html`<div class="stack-2">
    ${conditions.length > 0 && html`<ol class="conditions" ref=${list}>${conditions.map((one, i) => html`<li key=${one.id}><fieldset class="condition"><legend>${t('search.nth', { position: i + 1 })}</legend>
      <div class="condition-fields">
        ${i > 0 && html`<${Select} label=${t('search.link')} value=${one.link} onValue=${link => set(one.id, { link })} options=${[{ value: 'and', label: t('search.and') }, { value: 'or', label: t('search.or') }]} />`}
        <${TextField} label=${t('search.key')} value=${one.key} onValue=${key => set(one.id, { key })} autocomplete="off" spellcheck=${false} />
        <${Select} label=${t('search.type')} value=${one.type} onValue=${type => set(one.id, { type, min: '', max: '' })} options=${Object.entries(typeWords).map(([value, word]) => ({ value, label: t(word) }))} />
        <${Value} one=${one} set=${changes => set(one.id, changes)} faults=${faults[one.id] ?? {}} />
      </div>
      <${IconButton} small class="condition-remove" icon="close" label=${t('search.remove_nth', { position: i + 1 })} onClick=${() => remove(one, i)} /></fieldset></li>`)}</ol>`}
    <div class="row"><${Button} icon="plus" small onClick=${add}>${t('search.add_condition')}<//></div>
    <p class="hint">${t('search.key_hint')}${conditions.length > 2 && ` ${t('search.link_hint')}`}</p>
  </div>`;
}
