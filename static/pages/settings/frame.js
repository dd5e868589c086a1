// Settings: one page per subject, a list of them beside it.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Icon } from '../../components/icon.js';
import { Page } from '../../components/page.js';
import { subjects } from './places.js';

export const Frame = ({ title, here, lead, crumbs, actions, count, children }) => html`
  <div class="subnav">
    <nav class="subnav-links" aria-label=${t('settings.subjects')}>${subjects.map(subject => html`
      <a key=${subject.href} class="rail-link" href=${subject.href} aria-current=${subject.href === here ? 'page' : undefined}><${Icon} name=${subject.icon} /><span>${t(subject.label)}</span></a>`)}</nav>
    <${Page} title=${title} lead=${lead} crumbs=${crumbs} actions=${actions} count=${count}>${children}<//>
  </div>`;
