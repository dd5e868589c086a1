// The test office: what this login may look after.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Empty } from '../../components/empty.js';
import { Icon } from '../../components/icon.js';
import { Page, Section } from '../../components/page.js';
import { session } from '../../state/session.js';
import { crumbs } from './crumbs.js';
import { groupsOf } from './office-places.js';

export const title = 'assessment_office.title';

const Line = ({ entry }) => html`<li><a class="start-link" href=${entry.href}><${Icon} name=${entry.icon} /><span><strong>${t(entry.label)}</strong><span class="hint">${t(entry.text)}</span></span><${Icon} name="right" size=${18} /></a></li>`;

export default function Office() {
  const name = session.value.company?.name;
  const groups = groupsOf();
  return html`<${Page} title=${t(title)} lead=${name ? t('assessment_office.lead', { company: name }) : t('assessment_office.lead_plain')} crumbs=${crumbs()}>
    ${groups.length === 0 && html`<${Empty} icon="settings" title=${t('assessment_office.none.title')}>${t('assessment_office.none.text')}<//>`}
    ${groups.map(group => html`<${Section} plain key=${group.label} title=${t(group.label)}><ul class="start-links">${group.entries.map(entry => html`<${Line} key=${entry.href} entry=${entry} />`)}</ul><//>`)}
  <//>`;
}
