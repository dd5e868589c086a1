// All filters of the search of records in one sheet; taking them over makes an address.
import { html, useRef, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, RadioGroup } from '../../components/field.js';
import { Section } from '../../components/page.js';
import { go } from '../../router.js';
import { pickCollections, pickPeople, pickTags } from './picks.js';
import { check, parse, serialize } from './search-conditions.js';
import { idsOf, listOf, textOf } from './search-lists.js';
import { MetadataConditions } from './search-metadata.js';

export const kinds = ['text/csv', 'text/plain', 'text/markdown', 'application/json', 'application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'application/x-hdf5', 'application/zip', 'audio/mpeg', 'video/mp4'];
const word = value => ({ value, label: value });
const wordsOf = chosen => textOf(chosen.map(entry => entry.value));
const findCollections = pickCollections();

/** What the sheet holds, by the names of the address. */
export const held = ['type', 'tag', 'all_tags', 'user', 'collection', 'children', 'mimetype', 'shared', 'extras'];

/** `types` are those of the rows on the page, offered to choose from. */
export function FilterSheet({ query, names, types, isRemote, close }) {
  const called = (ids, map) => ids.map(id => ({ value: id, label: map?.get(id) ?? t('search.unknown', { id }) }));
  const [values, setValues] = useState(() => ({
    type: listOf(query.type).map(word), tag: listOf(query.tag).map(word), all_tags: query.all_tags === '1' ? 'all' : 'any', user: called(idsOf(query.user), names?.users),
    collection: called(idsOf(query.collection), names?.collections), children: query.children === '1', mimetype: listOf(query.mimetype).map(word), shared: query.shared === '1', conditions: parse(query.extras),
  }));
  const [faults, setFaults] = useState({});
  const [typed] = useState(() => types.map(word));
  const box = useRef(null);
  const set = changes => setValues(before => ({ ...before, ...changes }));
  const field = (name, more) => ({ ...more, name, value: values[name], onValue: value => set({ [name]: value }) });
  const apply = event => {
    event?.preventDefault();
    const wrong = check(values.conditions);
    setFaults(wrong);
    if (Object.keys(wrong).length) { requestAnimationFrame(() => box.current?.querySelector('[aria-invalid=true]')?.focus()); return; }
    close();
    go(address(query, {
      type: wordsOf(values.type), tag: wordsOf(values.tag), all_tags: values.all_tags === 'all' && values.tag.length > 1 ? '1' : null, user: wordsOf(values.user), collection: wordsOf(values.collection),
      children: values.children && values.collection.length ? '1' : null, mimetype: wordsOf(values.mimetype), shared: values.shared ? '1' : null, extras: serialize(values.conditions),
    }), { keep: true });
  };
  const clear = () => { close(); go(address(query, Object.fromEntries(held.map(name => [name, null]))), { keep: true }); };
  return html`<${Dialog} wide title=${t('search.filters')} onClose=${close} foot=${html`
    <${Button} kind="quiet" onClick=${clear}>${t('components.table.clear')}<//><${Button} onClick=${close}>${t('components.cancel')}<//><${Button} kind="primary" onClick=${apply}>${t('search.apply')}<//>`}>
    <form ref=${box} novalidate class="stack" aria-label=${t('search.filters')} onSubmit=${apply}>
      <div class="filter-grid">
        <${Combobox} ...${field('type', { label: t('search.types'), hint: t('search.types_hint') })} multiple create options=${typed} />
        <div class="stack-2"><${Combobox} ...${field('tag', { label: t('search.tags'), hint: t('search.tags_hint') })} multiple create search=${pickTags} />
          ${values.tag.length > 1 && html`<${RadioGroup} ...${field('all_tags', { label: t('search.tags_how') })} options=${[{ value: 'any', label: t('search.tags_any') }, { value: 'all', label: t('search.tags_all') }]} />`}</div>
        ${!isRemote && html`<${Combobox} ...${field('user', { label: t('search.people') })} multiple search=${pickPeople} />
          <div class="stack-2"><${Combobox} ...${field('collection', { label: t('search.collections') })} multiple search=${findCollections} />
            ${values.collection.length > 0 && html`<${Checkbox} ...${field('children', { label: t('search.children') })} />`}</div>`}
        <${Combobox} ...${field('mimetype', { label: t('search.mimetypes'), hint: t('search.mimetypes_hint') })} multiple create options=${kinds.map(word)} />
        <${Checkbox} ...${field('shared', { label: t('search.shared'), hint: t('search.shared_hint') })} />
      </div>
      <${Section} title=${t('search.metadata')}><${MetadataConditions} conditions=${values.conditions} onConditions=${conditions => set({ conditions })} faults=${faults} /><//>
      <button type="submit" hidden></button>
    </form><//>`;
}
