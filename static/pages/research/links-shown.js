// One link, at the address that exports and other programs give it.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as links from '../../api/kadi/links.js';
import { ButtonLink } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loaded.js';
import { useFetched } from '../../state/fetched.js';
import { at } from './places.js';

export const Term = ({ term }) => (/^https?:/i.test(term) ? html`<a href=${term} target="_blank" rel="noopener noreferrer" class="link-term" title=${term}>${term}</a>` : html`<span class="link-term" title=${term}>${term}</span>`);

const End = ({ record, word }) => html`<div class="link-end"><span class="muted">${word}</span><a href=${at.record(record.id, 'links')}>${record.title}</a><span class="hint identifier">${record.identifier}</span></div>`;

export function LinkShown({ id, record, again }) {
  const data = useFetched(async signal => {
    const link = await links.get(id, signal);
    if (link.from.id !== record.id && link.to.id !== record.id) throw Object.assign(new Error('a link of other records'), { failure: { kind: 'missing', fields: [] } });
    return link;
  }, [id, record.id, again]);
  return html`<${Loaded} data=${data} lines=${3}>${link => html`<section class="link-shown" aria-label=${t('links.one')}>
    <h2>${link.name}</h2>
    <div class="link-ends"><${End} record=${link.from} word=${t('links.from')} /><${Icon} name="right" /><${End} record=${link.to} word=${t('links.to')} /></div>
    ${link.term && html`<p><span class="muted">${t('links.term')}: </span><${Term} term=${link.term} /></p>`}
    <p class="muted">${link.creator && `${link.creator.name} · `}<${DateTime} value=${link.createdAt} /></p>
    <div class="row"><${ButtonLink} small href=${at.record(record.id, 'links')}>${t('links.all')}<//></div>
  </section>`}<//>`;
}
