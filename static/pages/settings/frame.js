// Settings: one page per subject, a list of them beside it.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Icon } from '../../components/icon.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { subjects } from './places.js';

/** On phones the list is a menu, so that the page itself begins in sight. */
function Subjects({ here }) {
  const current = subjects.find(subject => subject.href === here);
  const items = subjects.map(({ href, label, icon }) => ({ href, label: t(label), icon }));
  return html`
    <nav class="subnav-links" aria-label=${t('settings.subjects')}>${subjects.map(subject => html`
      <a key=${subject.href} class="rail-link" href=${subject.href}
        aria-current=${subject === current ? 'page' : undefined}><${Icon} name=${subject.icon} /><span>${t(subject.label)}</span></a>`)}</nav>
    <div class="subnav-menu"><${Menu} kind="secondary" icon="settings" align="start" label=${t('settings.subject', { name: t(current.label) })} items=${items} /></div>`;
}

export const Frame = ({ title, here, lead, crumbs, actions, count, children }) => html`
  <div class="subnav">
    <${Subjects} here=${here} />
    <${Page} title=${title} lead=${lead} crumbs=${crumbs} actions=${actions} count=${count}>${children}<//>
  </div>`;
