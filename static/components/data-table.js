// A real table whose sorting, filters and page are addresses. On phones a row is its name, its state and two facts.
import { html, useEffect, useId, useRef, useState } from '../vendor/ui.js';
import { number, plural, t } from '../i18n/text.js';
import { address } from './address.js';
import { announce } from './announcer.js';
import { Button, ButtonLink } from './button.js';
import { Empty } from './empty.js';
import { Failed } from './failed.js';
import { isResource } from './loaded.js';
import { FilterBar } from './filters.js';
import { Icon } from './icon.js';
import { Menu } from './menu.js';
import { Notice } from './notice.js';
import { Pagination } from './pagination.js';
import { SkeletonRows } from './skeleton.js';

/**
 * rows      a list, { rows, total, page, pages }, or a resource of one of them
 * columns   [{ label, cell: row => …, main, status, sort, align: 'end', narrow, fact }] (label is a key; `sort` the server's name)
 *           on phones: `main`, `status` and the columns with `fact` (the first two others when none says so)
 * actions   [{ label, icon, when: row => bool, why: row => text, run: row => …, href: row => address, danger }], more than one go in a menu
 * bulk      [{ label, icon, danger, run: rows => promise of { done, refused: [{ row, text }] } }]: selection appears
 * filters   see filters.js; `more` stands beside them; `query` the page's query; `empty` a key (its .text and .title) or a vnode; `noMatch` a vnode in place of the usual words
 */
export function DataTable({ caption, rows, columns, actions = [], bulk = [], filters, query = {}, empty, emptyAction, rowKey = row => row.id, skeleton = 6, search, more, noMatch }) {
  const source = isResource(rows) ? rows : { value: { value: rows } , plain: true };
  const state = source.plain ? { value: rows } : { value: source.value, failure: source.words, busy: source.busy, slow: source.slow, retry: source.reload };
  const page = Array.isArray(state.value) ? { rows: state.value } : state.value;
  const [answer, setAnswer] = useState(null);
  const filtered = Boolean(filters?.some(filter => query[filter.name] && !filter.quiet) || (search && query[search.name]));
  const total = page ? page.total ?? page.rows.length : null;
  const [chosen, setChosen] = useChosen(page?.rows, rowKey);
  const name = useId();
  const box = useReach(caption);

  useCounted(page && !state.busy ? total : null, JSON.stringify(query));

  const sorts = filters?.some(filter => filter.name === 'sort') ? [] : columns.filter(column => column.sort).flatMap(column => [
    { value: column.sort, label: t('components.filters.up', { name: t(column.label) }) }, { value: `-${column.sort}`, label: t('components.filters.down', { name: t(column.label) }) },
  ]);
  const bar = (filters || search || more || sorts.length > 0) && html`<${FilterBar} filters=${filters ?? []} search=${search} sorts=${sorts} query=${query} more=${more} />`;
  if (state.failure && (!page || total === 0)) return html`${bar}<${Failed} words=${state.failure} retry=${state.retry} />`;
  const said = answer && html`<${BulkAnswer} answer=${answer} close=${() => setAnswer(null)} />`;
  if (page && total === 0 && page.rows.length === 0) {
    return html`${bar}${said}${filtered
      ? noMatch ?? html`<${Empty} icon="filter" title=${t('components.table.no_match')} action=${html`<${ButtonLink} href=${address({}, {})}>${t('components.table.clear')}<//>`} />`
      : typeof empty === 'string' ? html`<${Empty} title=${t(`${empty}.title`)} action=${emptyAction}>${t(`${empty}.text`)}<//>` : empty}`;
  }
  const run = async action => {
    const picked = page.rows.filter(row => chosen.has(rowKey(row)));
    const result = await action.run(picked);
    if (!result) return;
    setAnswer(result);
    setChosen(new Set());
  };
  const selection = bulk.length ? { chosen, toggle: key => setChosen(before => flip(before, key)), all: on => setChosen(on ? new Set(page.rows.map(rowKey)) : new Set()) } : null;
  return html`
    ${bar}
    ${state.failure && html`<${Notice} tone="warn" title=${state.failure.title} actions=${html`<${Button} small onClick=${state.retry}>${t('components.try_again')}<//>`}>${t('components.table.old')}<//>`}
    ${said}
    <div class="table-box" ref=${box} aria-busy=${state.busy ? 'true' : undefined}>
      <table class="table" role="table" aria-labelledby=${name} data-select=${selection ? 'on' : undefined}>
        <caption id=${name} class="visually-hidden">${caption}</caption>
        <${Head} columns=${columns} actions=${actions} query=${query} selection=${selection} page=${page} />
        <tbody role="rowgroup">
          ${page ? page.rows.map(row => html`<${Row} key=${rowKey(row)} row=${row} id=${rowKey(row)} columns=${columns} actions=${actions} selection=${selection} />`)
            : state.slow !== false && html`<${SkeletonRows} rows=${skeleton} columns=${columns.length + (selection ? 1 : 0) + (actions.length ? 1 : 0)} />`}
        </tbody>
      </table>
    </div>
    ${selection && chosen.size > 0 && html`<div class="bulk" role="toolbar" aria-label=${t('components.table.bulk')}>
      <strong>${plural('components.table.chosen', chosen.size)}</strong>
      ${bulk.map(action => html`<${Button} key=${action.label} small icon=${action.icon} kind=${action.danger ? 'danger' : 'secondary'} onClick=${() => run(action)}>${t(action.label)}<//>`)}
      <${Button} small kind="quiet" onClick=${() => setChosen(new Set())}>${t('components.table.unchoose')}<//>
    </div>`}
    ${page && page.pages > 1 && html`<${Pagination} label=${caption} page=${page.page} pages=${page.pages} total=${page.total} href=${to => address(query, { page: to })} />`}`;
}

/** How many rows there are is said once for each thing asked: a page that keeps itself up to date does not repeat it. */
function useCounted(total, asked) {
  const said = useRef(null);
  useEffect(() => {
    if (total === null || said.current === `${total} ${asked}`) return;
    said.current = `${total} ${asked}`;
    announce(plural('components.table.rows', total));
  }, [total, asked]);
}

/** What is chosen of the rows; what is still there stays so when they are read again. */
function useChosen(rows, rowKey) {
  const [chosen, setChosen] = useState(new Set());
  useEffect(() => { setChosen(before => (before.size ? new Set((rows ?? []).map(rowKey).filter(key => before.has(key))) : before)); }, [rows]);
  return [chosen, setChosen];
}

/** A table wider than its place scrolls; then it can be reached by keyboard, and only then. */
function useReach(label) {
  const box = useRef(null);
  useEffect(() => {
    const node = box.current;
    if (!node) return undefined;
    const look = () => {
      const wide = node.scrollWidth > node.clientWidth + 1;
      for (const [name, value] of [['tabindex', '0'], ['role', 'region'], ['aria-label', label]]) if (wide) node.setAttribute(name, value); else node.removeAttribute(name);
    };
    const sized = new ResizeObserver(look);
    sized.observe(node);
    sized.observe(node.firstElementChild);
    return () => sized.disconnect();
  });
  return box;
}

const flip = (set, key) => {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
};

function Head({ columns, actions, query, selection, page }) {
  const some = selection?.chosen.size > 0;
  const every = some && page && selection.chosen.size === page.rows.length;
  return html`<thead role="rowgroup"><tr role="row">
    ${selection && html`<th role="columnheader" class="pick"><input type="checkbox" aria-label=${t('components.table.choose_all')} checked=${every} indeterminate=${some && !every} onChange=${event => selection.all(event.target.checked)} /></th>`}
    ${columns.map(column => html`<${HeadCell} key=${column.label} column=${column} query=${query} />`)}
    ${actions.length > 0 && html`<th role="columnheader" class="act"><span class="visually-hidden">${t('components.table.actions')}</span></th>`}
  </tr></thead>`;
}

function HeadCell({ column, query }) {
  const look = `${column.align === 'end' ? 'end' : ''}${column.narrow ? ' narrow' : ''}`;
  if (!column.sort) return html`<th role="columnheader" scope="col" class=${look}>${t(column.label)}</th>`;
  const up = query.sort === column.sort;
  const down = query.sort === `-${column.sort}`;
  return html`<th role="columnheader" scope="col" class=${look} aria-sort=${up ? 'ascending' : down ? 'descending' : undefined}>
    <a class="sort" href=${address(query, { sort: up ? `-${column.sort}` : column.sort })} data-keep-place>${t(column.label)}<${Icon} name=${up ? 'ascending' : down ? 'descending' : 'sortable'} size=${16} /></a></th>`;
}

/** The columns a phone shows besides the name and the state. */
function factsOf(columns) {
  const marked = columns.filter(column => column.fact);
  return marked.length ? marked : columns.filter(column => !column.main && !column.status).slice(0, 2);
}

function Row({ row, id, columns, actions, selection }) {
  const facts = factsOf(columns);
  const usable = actions.filter(action => !action.when || action.when(row));
  const name = useId();
  const main = columns.find(column => column.main) ?? columns[0];
  const place = column => (column === main ? 'main' : column.status ? 'state' : facts.includes(column) ? 'fact' : 'rest');
  return html`<tr role="row" aria-selected=${selection ? selection.chosen.has(id) : undefined}>
    ${selection && html`<td role="cell" class="pick"><input type="checkbox" id=${`${name}-pick`} aria-label=${t('components.table.choose')} aria-labelledby=${`${name}-pick ${name}`} checked=${selection.chosen.has(id)} onChange=${() => selection.toggle(id)} /></td>`}
    ${columns.map(column => {
      const look = `${place(column)}${column.align === 'end' ? ' end' : ''}${column.narrow ? ' narrow' : ''}`;
      return column === main
        ? html`<th key=${column.label} role="rowheader" scope="row" id=${name} class=${look}>${column.cell(row)}</th>`
        : html`<td key=${column.label} role="cell" class=${look} data-label=${t(column.label)}>${column.cell(row)}</td>`;
    })}
    ${actions.length > 0 && html`<td role="cell" class="act"><${RowActions} actions=${usable} row=${row} of=${name} /></td>`}
  </tr>`;
}

/** `of`: the id of what names the row, so that forty buttons "Edit" can be told apart where the table is not read. */
function RowActions({ actions, row, of }) {
  if (actions.length === 0) return null;
  if (actions.length === 1) {
    const [action] = actions;
    return action.href
      ? html`<${ButtonLink} small kind="quiet" icon=${action.icon} href=${action.href(row)} aria-describedby=${of}>${t(action.label)}<//>`
      : html`<${Button} small kind=${action.danger ? 'quiet danger' : 'quiet'} icon=${action.icon} why=${action.why?.(row)} aria-describedby=${of} onClick=${() => action.run(row)}>${t(action.label)}<//>`;
  }
  const items = actions.map(action => ({ label: t(action.label), icon: action.icon, danger: action.danger, why: action.why?.(row), href: action.href?.(row), run: () => action.run(row) }));
  return html`<${Menu} small iconOnly icon="more" label=${t('components.table.actions')} describedBy=${of} items=${items} />`;
}

/** "38 done, 2 refused: why", row by row. */
function BulkAnswer({ answer, close }) {
  const refused = answer.refused ?? [];
  const title = refused.length ? t('components.table.part_done', { done: number(answer.done), refused: number(refused.length) }) : plural('components.table.all_done', answer.done);
  return html`<${Notice} tone=${refused.length ? 'warn' : 'ok'} role="status" title=${title} actions=${html`<${Button} small kind="quiet" onClick=${close}>${t('components.close')}<//>`}>
    ${refused.length > 0 && html`<ul class="plain">${refused.map(entry => html`<li key=${entry.name}><strong>${entry.name}</strong>: ${entry.text}</li>`)}</ul>`}<//>`;
}
