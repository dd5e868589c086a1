// Typed metadata to read: names, values with units, what they mean, nested ones to fold.
import { html } from '../vendor/ui.js';
import { number, plural, t } from '../i18n/text.js';
import { DateTime } from './date-time.js';
import { Icon } from './icon.js';

const digits = value => (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e15) ? { notation: 'scientific', maximumSignificantDigits: 15 } : { maximumSignificantDigits: 17 });

const isMissing = value => value === null || value === undefined;

/** The value of one entry as it is read, without its unit; `none` is said where there is no value. */
export function Value({ entry, none }) {
  const { type, value } = entry;
  if (isMissing(value)) return html`<span class="muted">${none ?? t('research.meta.no_value')}</span>`;
  if (type === 'bool') return t(value ? 'components.yes' : 'components.no');
  if (type === 'int' || type === 'float') return html`<span class="figure">${number(value, digits(value))}</span>`;
  if (type === 'date') return html`<${DateTime} value=${value} />`;
  return html`<span class="meta-text">${value}</span>`;
}

const Term = ({ iri }) => (/^https?:/i.test(iri)
  ? html`<a class="meta-term" href=${iri} target="_blank" rel="noopener noreferrer" title=${iri}><${Icon} name="outside" size=${16} /><span class="visually-hidden">${t('research.meta.term')}: ${iri}</span></a>`
  : html`<span class="hint">${t('research.meta.term')}: ${iri}</span>`);

function Entry({ entry, position, depth, path: above, about, none }) {
  const name = entry.key ?? String(position);
  const path = [...above, name];
  const place = JSON.stringify(path);
  const term = entry.term && html`<${Term} iri=${entry.term} />`;
  if (entry.type === 'dict' || entry.type === 'list') {
    return html`<li class="meta-branch" data-path=${place} tabindex="-1"><details open=${depth < 3}>
      <summary><span class="meta-key">${name}</span><span class="count">${plural('research.meta.entries', entry.value.length)}</span></summary>
      ${(term || entry.description) && html`<p class="hint">${entry.description} ${term}</p>`}
      <${MetadataView} extras=${entry.value} depth=${depth + 1} label=${name} path=${path} about=${about} none=${none} />
    </details></li>`;
  }
  const unit = entry.unit && !(none && isMissing(entry.value)) && html` <span class="unit">${entry.unit}</span>`;
  const more = [entry.description, about?.(entry)].filter(Boolean);
  return html`<li class="meta-leaf" data-path=${place} tabindex="-1">
    <span class="meta-key">${name}${term}</span>
    <span class="meta-value"><${Value} entry=${entry} none=${none} />${unit}${more.map(text => html`<span key=${text} class="hint">${text}</span>`)}</span>
  </li>`;
}

/** Entries carry their path as `data-path` (JSON), so that a page can lead to one. `about`: entry → what is said below its value; `none` stands for a missing value and its unit. */
export const MetadataView = ({ extras, depth = 0, label, path = [], about, none }) => html`
  <ul class="meta" aria-label=${label}>${extras.map((entry, i) => html`<${Entry} key=${entry.key ?? i} entry=${entry} position=${i + 1} depth=${depth} path=${path} about=${about} none=${none} />`)}</ul>`;
