// What the lists of sessions, groups and public sessions share: the way from one to another.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Page } from '../../components/page.js';
import { Tabs } from '../../components/tabs.js';
import { crumbs } from './crumbs.js';
import { at } from './places.js';

const lists = () => [
  { id: 'sessions', href: at.sessions, label: t('assessment.sessions') }, { id: 'group', href: at.groups, label: t('assessment.groups') },
  { id: 'public', href: at.publicSessions, label: t('assessment.groups.public') },
];

/** `open`: which of the lists this page is. */
export function Frame({ open, count, actions, children }) {
  const tabs = lists();
  return html`<${Page} title=${tabs.find(tab => tab.id === open).label} count=${count} crumbs=${crumbs()} actions=${actions}>
    <${Tabs} label=${t('assessment.sessions.lists')} tabs=${tabs} open=${open} name="list"><div class="stack">${children}</div><//>
  <//>`;
}
