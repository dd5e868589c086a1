// One group: its members, what is shared with it, what it was before.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as groups from '../../api/kadi/groups.js';
import { ButtonLink } from '../../components/button.js';
import { CopyButton } from '../../components/copy.js';
import { DateTime } from '../../components/date-time.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { History } from './history.js';
import { at } from './places.js';
import { rights } from './rights.js';
import { Sharing } from './sharing.js';
import { kindsWord, Things } from './things-table.js';
import { toTrash } from './to-trash.js';

export const title = 'groups.group';

export async function load({ params, signal }) {
  const group = await groups.get(params.id, signal);
  return { group, can: await rights('group', group, signal) };
}

const GroupFacts = ({ group }) => html`<${Facts} label=${t('research.facts')} items=${[
  { label: t('research.identifier'), value: html`<span class="copy-row"><code>${group.identifier}</code><${CopyButton} small text=${group.identifier} /></span>` },
  { label: t('research.visibility'), value: html`<${Status} noun="visibility" value=${group.visibility} />` },
  { label: t('research.creator'), value: group.creator && html`<a href=${at.user(group.creator.id)}>${group.creator.name}</a>` },
  { label: t('research.created'), value: html`<${DateTime} value=${group.createdAt} />` },
  { label: t('research.modified'), value: html`<${DateTime} value=${group.modifiedAt} />` },
]} />`;

const crumbs = () => [{ href: at.groups, label: t('groups.title') }];
const shared = ['records', 'collections', 'templates'];

function Content({ data, query }) {
  const { group, can } = data.value;
  const [failure, setFailure] = useState(null);
  const tabs = [{ id: 'members', label: t('groups.members.title') }, ...shared.map(id => ({ id, label: kindsWord(id) })), { id: 'history', label: t('research.tab.history') }];
  const open = tabs.some(tab => tab.id === query.tab) ? query.tab : 'members';
  useEffect(() => { setFailure(null); }, [open]);
  const menu = [
    can.has('delete') && { label: t('research.delete'), icon: 'trash', danger: true, run: () => toTrash({ object: group, remove: groups.remove, restore: groups.restore, list: at.groups, page: at.group(group.id), fail: setFailure }) },
  ].filter(Boolean);
  const actions = html`
    ${can.has('update') && html`<${ButtonLink} kind="primary" icon="edit" href=${at.editGroup(group.id)}>${t('research.edit')}<//>`}
    ${menu.length > 0 && html`<${Menu} kind="secondary" icon="more" label=${t('research.more')} items=${menu} />`}`;
  const part = () => {
    if (open === 'members') return html`${group.description && html`<${Markdown} text=${group.description} />`}<${Sharing} noun="group" object=${group} can=${can} />`;
    if (open === 'history') return html`<${History} noun="group" object=${group} can=${can} query=${query} update=${changes => groups.update(group.id, changes)} changed=${found => data.put({ ...data.value, group: found })} />`;
    return html`<p class="muted">${t('groups.shared_lead')}</p><${Things} kind=${open} load=${(asked, signal) => groups.shared(group.id, open, asked, signal)} deps=${[group.id]} query=${{ ...query, tab: open }} empty="groups.shared_empty" />`;
  };
  return html`<${Page} title=${group.title} crumbs=${crumbs()} actions=${actions} status=${html`<${Status} noun="visibility" value=${group.visibility} />`} facts=${html`<${GroupFacts} group=${group} />`}>
    ${failure && html`<${Notice} tone="danger" role="alert" title=${failure.title}>${failure.text}<//>`}
    <${Tabs} label=${t(title)} tabs=${tabs} open=${open}><div class="stack" key=${open}>${part()}</div><//>
  <//>`;
}

export default function Group({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbs()}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} />`;
}
