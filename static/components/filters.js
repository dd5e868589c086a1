// Search and filters of a list: what is set stands as chips; each change is an address. On phones a sheet.
import { html, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { address } from './address.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Icon } from './icon.js';

/**
 * filters  [{ name, label, options: [{ value, label }] }] (label a key; a filter without options is only shown as a chip, with `shown: value => text`;
 *          `chips: value => [{ text, name, changes }]` where it stands for several: what each says, what taking it away is called and changes in the query; `quiet`: no chip)
 * search   { name, label, placeholder }
 * sorts    [{ value, label }]: the order, offered in the sheet of phones, where the table has no head
 * more     what else stands beside the choices; on phones at the end of the sheet
 */
export function FilterBar({ filters, search, sorts = [], query, more }) {
  const [sheet, setSheet] = useState(false);
  const set = filters.filter(filter => query[filter.name] && !filter.quiet);
  const choices = filters.filter(filter => filter.options);
  const inSheet = sorts.length ? [...choices, { name: 'sort', label: 'components.filters.order', any: 'components.filters.usual', options: sorts }] : choices;
  return html`
    <div class=${`filters${choices.length || search || set.length || more ? '' : ' only-order'}`}>
      <div class="filters-row">
        ${search && html`<${SearchForm} search=${search} query=${query} />`}
        ${choices.length > 0 && html`<div class="filters-choices">${choices.map(filter => html`<${Choice} key=${filter.name} filter=${filter} query=${query} />`)}</div>`}
        ${inSheet.length > 0 && html`<${Button} class="filters-open" icon="filter" onClick=${() => setSheet(true)}>${t(choices.length ? 'components.filters.title' : 'components.filters.order')}<//>`}
        ${more}
      </div>
      ${set.length > 0 && html`<ul class="chips" aria-label=${t('components.filters.set')}>
        ${set.flatMap(filter => chipsOf(filter, query).map(chip => html`<li key=${`${filter.name} ${chip.text}`} class="chip"><span>${t(filter.label)}: ${chip.text}</span>
          <a class="chip-remove" href=${address(query, chip.changes)} data-keep-place aria-label=${t('components.filters.remove', { name: chip.name })}><${Icon} name="close" size=${16} /></a></li>`))}
        <li><a class="chip-clear" href=${address(query, Object.fromEntries(set.map(filter => [filter.name, null])))} data-keep-place>${t('components.table.clear')}</a></li>
      </ul>`}
      ${sheet && html`<${Dialog} title=${t('components.filters.title')} kind="light sheet" onClose=${() => setSheet(false)}>
        <div class="stack">${inSheet.map(filter => html`<${Choice} key=${filter.name} filter=${filter} query=${query} block done=${() => setSheet(false)} />`)}
          ${more && html`<div onClick=${() => setSheet(false)}>${more}</div>`}</div>
      <//>`}
    </div>`;
}

const chipsOf = (filter, query) => filter.chips?.(query[filter.name]) ?? [{ text: wordOf(filter, query[filter.name]), name: t(filter.label), changes: { [filter.name]: null } }];

const wordOf = (filter, value) => filter.shown?.(value) ?? filter.options?.find(option => option.value === value)?.label ?? value;

function Hidden({ query, except }) {
  return Object.entries(query).filter(([name, value]) => name !== except && name !== 'page' && value).map(([name, value]) => html`<input key=${name} type="hidden" name=${name} value=${value} />`);
}

function SearchForm({ search, query }) {
  const box = useRef(null);
  const value = query[search.name] ?? '';
  useLayoutEffect(() => { box.current.value = value; }, [value]); // the same field stays, and with it focus
  return html`<form class="search" method="get" role="search" data-keep-place>
    <${Hidden} query=${query} except=${search.name} />
    <label class="visually-hidden" for=${`search-${search.name}`}>${t(search.label)}</label>
    <span class="search-box"><${Icon} name="search" size=${18} />
      <input class="input" type="search" id=${`search-${search.name}`} ref=${box} name=${search.name} defaultValue=${value} placeholder=${search.placeholder ? t(search.placeholder) : t(search.label)} autocomplete="off" /></span>
    <${Button} type="submit">${t('components.filters.search')}<//>
  </form>`;
}

function Choice({ filter, query, block, done }) {
  const form = useRef(null);
  const id = `filter-${filter.name}${block ? '-sheet' : ''}`;
  const change = () => { form.current.requestSubmit(); done?.(); };
  return html`<form ref=${form} method="get" class=${block ? 'field' : 'filter'} data-keep-place>
    <${Hidden} query=${query} except=${filter.name} />
    <label for=${id}>${t(filter.label)}</label>
    <select id=${id} class="input" name=${filter.name} value=${query[filter.name] ?? ''} onChange=${change}>
      <option value="" selected=${!query[filter.name]}>${t(filter.any ?? 'components.filters.any')}</option>
      ${filter.options.map(option => html`<option key=${option.value} value=${option.value} selected=${option.value === query[filter.name]}>${option.label}</option>`)}
    </select>
  </form>`;
}
