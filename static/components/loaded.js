// Content that is fetched: skeleton, failure in its place, or what `children` makes of the value. Old content stays.
import { html } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button } from './button.js';
import { Failed } from './failed.js';
import { Notice } from './notice.js';
import { Skeleton } from './skeleton.js';

/** A resource (state/resource.js) has a value that comes, words for its failure, and `reload`. */
export const isResource = thing => Boolean(thing && typeof thing.reload === 'function');

export function Loaded({ data, lines = 6, height, children }) {
  if (!isResource(data)) return children(data);
  const { value, words, busy, slow } = data;
  if (value === undefined && words) return html`<${Failed} words=${words} retry=${data.reload} />`;
  if (value === undefined) return html`<div class="waiting" style=${height ? { minHeight: height } : undefined}>${slow && html`<${Skeleton} lines=${lines} height=${height} />`}</div>`;
  return html`<div aria-busy=${busy ? 'true' : undefined} class="stack">
    ${words && html`<${Notice} tone="warn" title=${words.title} actions=${html`<${Button} small onClick=${data.reload}>${t('components.try_again')}<//>`}>${t('components.table.old')}<//>`}
    ${children(value)}</div>`;
}
