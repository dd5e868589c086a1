// What stands beside the title of everything in research data: records, collections, templates, groups.
import { html } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import { CopyButton } from '../../components/copy.js';
import { DateTime } from '../../components/date-time.js';
import { Facts } from '../../components/facts.js';
import { Status } from '../../components/status.js';
import { at } from './places.js';

/** Who made something, as a link to what else is known of him. */
export const Person = ({ person }) => (person ? html`<a class="plain-link" href=${at.user(person.id)}>${person.name}</a>` : null);

/** Tags as links to what else has them; `most` of them in a table, the others are counted. */
export const Tags = ({ tags, href, most = tags.length, stay }) => (tags.length ? html`<span class="tag-row">
  ${tags.slice(0, most).map(tag => html`<a key=${tag} class="chip small" href=${href(tag)} data-keep-place=${stay}>${tag}</a>`)}
  ${tags.length > most && html`<span class="muted" title=${list(tags.slice(most))}>+${tags.length - most}</span>`}</span>` : null);

/** `items`: what this kind has besides, between its identifier and who made it. */
export const ThingFacts = ({ thing, items = [] }) => html`<${Facts} label=${t('research.facts')} items=${[
  { label: t('research.identifier'), value: html`<span class="copy-row"><code>${thing.identifier}</code><${CopyButton} small text=${thing.identifier} /></span>` },
  ...items,
  { label: t('research.visibility'), value: html`<${Status} noun="visibility" value=${thing.visibility} />` },
  { label: t('research.creator'), value: thing.creator && html`<a href=${at.user(thing.creator.id)}>${thing.creator.name}</a>` },
  { label: t('research.created'), value: html`<${DateTime} value=${thing.createdAt} />` },
  { label: t('research.modified'), value: html`<${DateTime} value=${thing.modifiedAt} />` },
].map(item => ({ ...item, value: item.value || null }))} />`;
