// Searching another server from a list here: which ones there are, whose rows are shown, what is said when it fails.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as services from '../../api/app/services.js';
import { all } from '../../api/kadi/page.js';
import { address } from '../../components/address.js';
import { ButtonLink } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';

/** The other server could not be asked, or no longer takes the connection: said as such. */
export async function asked(work, instance) {
  try {
    return await work;
  } catch (error) {
    if (instance && error.failure && [400, 502].includes(error.failure.status)) error.failure.code = 'instance_failed';
    throw error;
  }
}

/** The servers that the person connected an account of, broken connections too; asked once, and the list works without them. */
export function useInstances() {
  const [found, setFound] = useState([]);
  useEffect(() => {
    const stop = new AbortController();
    all(page => services.list({ page }, stop.signal)).then(rows => setFound(rows.filter(row => row.state !== 'off')), () => {});
    return () => stop.abort();
  }, []);
  return found;
}

/** The choice of a server for a filter bar; where none is connected there is none, but a typed address still has its chip. */
export function whereFilter(query, others) {
  const filter = { name: 'instance', label: 'search.where' };
  if (!others.length) return query.instance ? [filter] : [];
  return [{ ...filter, any: 'search.here', options: others.map(other => ({ value: other.name, label: other.title })) }];
}

const marked = new WeakMap();
/** A page with its rows marked as another server's; made once, so that tables see the same page. */
function mark(page) {
  if (!page.instance) return page;
  if (!marked.has(page)) marked.set(page, { ...page, rows: page.rows.map(row => ({ ...row, isRemote: true })) });
  return marked.get(page);
}

/** The resource as tables take it. Rows of one server never stand under the name of another while the next ones come. */
export function rowsOf(data, query) {
  const fits = data.value && data.value.instance === (query.instance ?? null);
  return { value: fits ? mark(data.value) : undefined, words: data.words, busy: data.busy, slow: data.slow, reload: data.reload };
}

/** The name of a row as a link: to its page here, or to the other server, in a window of its own. */
export function RowName({ row, href }) {
  const there = row.isRemote && /^https?:/i.test(row.view ?? '') && html`<a href=${row.view} target="_blank" rel="noopener noreferrer">${row.title}<${Icon} name="outside" size=${16} /><span class="visually-hidden"> ${t('search.opens_there')}</span></a>`;
  return html`${row.isRemote ? there || row.title : html`<a href=${href}>${row.title}</a>`}<span class="hint identifier">${row.identifier}</span>`;
}

export function RemoteNotice({ query, others }) {
  if (!query.instance) return null;
  const other = others.find(entry => entry.name === query.instance);
  const broken = other?.state === 'broken';
  const actions = html`<${ButtonLink} small href=${address(query, { instance: null })}>${t('search.back_here')}<//>${broken && html`<${ButtonLink} small href="/app/settings/services">${t('search.connect')}<//>`}`;
  return html`<${Notice} tone=${broken ? 'warn' : 'info'} title=${t('search.remote', { name: other?.title ?? query.instance })} actions=${actions}>${t(broken ? 'search.remote_broken' : 'search.remote_text')}<//>`;
}
