// One group: its members, what is shared with it, what it was before.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as groups from '../../api/kadi/groups.js';
import { ButtonLink } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { ThingFacts } from './facts.js';
import { History } from './history.js';
import { at } from './places.js';
import { rights } from './rights.js';
import { Sharing } from './sharing.js';
import { kindsWord, Things } from './things-table.js';
import { useTrash } from './to-trash.js';

export const title = 'groups.group';

export async function load({ params, signal }) {
  const group = await groups.get(params.id, signal);
  return { group, can: await rights('group', group, signal) };
}

const crumbs = () => [{ href: at.groups, label: t('groups.title') }];
const shared = ['records', 'collections', 'templates'];

function Content({ data, query }) {
  const { group, can } = data.value;
  const tabs = [{ id: 'members', label: t('groups.members.title') }, ...shared.map(id => ({ id, label: kindsWord(id) })), { id: 'history', label: t('research.tab.history') }];
  const open = tabs.some(tab => tab.id === query.tab) ? query.tab : 'members';
  const trash = useTrash({ object: group, requests: groups, list: at.groups, page: at.group(group.id), open });
  const actions = html`
    ${can.has('update') && html`<${ButtonLink} kind="primary" icon="edit" href=${at.editGroup(group.id)}>${t('research.edit')}<//>`}
    ${can.has('delete') && html`<${Menu} kind="secondary" icon="more" label=${t('research.more')} items=${[trash.item]} />`}`;
  const changed = found => data.put({ ...data.value, group: found });
  const part = () => {
    if (open === 'members') return html`${group.description && html`<${Markdown} text=${group.description} />`}<${Sharing} noun="group" object=${group} can=${can} />`;
    if (open === 'history') return html`<${History} noun="group" object=${group} can=${can} query=${query} update=${changes => groups.update(group.id, changes)} changed=${changed} />`;
    return html`<p class="muted">${t('groups.shared_lead')}</p>
      <${Things} kind=${open} load=${(asked, signal) => groups.shared(group.id, open, asked, signal)} deps=${[group.id]} query=${{ ...query, tab: open }} empty="groups.shared_empty" />`;
  };
  return html`<${Page} title=${group.title} crumbs=${crumbs()} actions=${actions} status=${html`<${Status} noun="visibility" value=${group.visibility} />`} facts=${html`<${ThingFacts} thing=${group} />`}>
    <${Refused} words=${trash.words} />
    <${Tabs} label=${t(title)} tabs=${tabs} open=${open}><div class="stack" key=${open}>${part()}</div><//>
  <//>`;
}

export default function Group({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbs()}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} />`;
}
