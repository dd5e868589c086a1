// JSON as a tree to fold; long lists show their first hundred entries.
import { html } from '../vendor/ui.js';
import { plural, t } from '../i18n/text.js';
import { CopyButton } from './copy.js';

const most = 100;
const looks = { string: 'json-string', number: 'json-number', boolean: 'json-word', object: 'json-word' };

function Value({ name, value, depth }) {
  const head = name === null ? null : html`<span class="json-key">${typeof name === 'number' ? name : `"${name}"`}</span>: `;
  if (value === null || typeof value !== 'object') return html`<div>${head}<span class=${looks[typeof value]}>${JSON.stringify(value)}</span></div>`;
  const entries = Array.isArray(value) ? value.map((entry, i) => [i, entry]) : Object.entries(value);
  const [left, right] = Array.isArray(value) ? '[]' : '{}';
  if (entries.length === 0) return html`<div>${head}${left}${right}</div>`;
  return html`
    <details open=${depth < 2}>
      <summary>${head}${left} <span class="muted">${plural('components.json.folded', entries.length)}</span></summary>
      <div class="json-body">${entries.slice(0, most).map(([key, entry]) => html`<${Value} key=${key} name=${key} value=${entry} depth=${depth + 1} />`)}
        ${entries.length > most && html`<p class="muted">${plural('components.json.more', entries.length - most)}</p>`}</div>
      <div>${right}</div>
    </details>`;
}

export const JsonView = ({ value, label }) => html`
  <figure class="code-box" aria-label=${label}>
    <figcaption class="code-head"><span class="muted">${label}</span><${CopyButton} small label=${t('components.copy')} text=${JSON.stringify(value, null, 2)} /></figcaption>
    <div class="json" tabindex="0" role="region" aria-label=${label}><${Value} name=${null} value=${value} depth=${0} /></div>
  </figure>`;
