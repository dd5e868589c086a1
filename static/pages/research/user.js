// One person in research: what he made and one may read, what one shares with him, groups of both.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as users from '../../api/kadi/users.js';
import { address } from '../../components/address.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Tag } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { account } from '../../state/session.js';
import { kinds, kindsWord, Things } from './things-table.js';

export const title = 'groups.person';
export const load = ({ params, signal }) => users.get(params.id, signal);

const orcid = id => html`<a href=${`https://orcid.org/${id}`} target="_blank" rel="noopener noreferrer">${id}</a>`;

const UserFacts = ({ user }) => html`<${Facts} label=${t('research.facts')} items=${[
  { label: t('groups.username'), value: html`<code>${user.username}</code>` },
  { label: 'ORCID', value: user.orcid && orcid(user.orcid) },
  { label: t('groups.email'), value: user.email && html`<a href=${`mailto:${user.email}`}>${user.email}</a>` },
]} />`;

/** What is asked of the server for the side of the switch: made by the person, or shared by the reader (of groups: common). */
const asking = (kind, other) => (other ? (kind === 'groups' ? { common: 'true' } : { shared: 'true' }) : {});

function Side({ kind, query, isMe }) {
  if (isMe) return null;
  const isGroups = kind === 'groups';
  const sides = [
    { other: null, word: t(isGroups ? 'groups.person.made_groups' : 'groups.person.made') },
    { other: '1', word: t(isGroups ? 'groups.person.common' : 'groups.person.shared') },
  ];
  return html`<nav class="switch" aria-label=${t('groups.person.which')}>${sides.map(({ other, word }) => html`
    <a key=${word} class="button secondary small" aria-current=${(query.other ?? null) === other ? 'true' : undefined} href=${address(query, { other })} data-keep-place>${word}</a>`)}</nav>`;
}

function Content({ user, query }) {
  const isMe = user.id === account().id;
  const open = kinds.includes(query.tab) ? query.tab : 'records';
  const other = query.other === '1' && !isMe;
  const here = { ...query, tab: open };
  const empty = other ? (open === 'groups' ? 'groups.person.none_common' : 'groups.person.none_shared') : isMe ? 'groups.person.none_mine' : 'groups.person.none';
  return html`<${Page} title=${user.name} lead=${isMe ? t('groups.person.me') : undefined} facts=${html`<${UserFacts} user=${user} />`} status=${user.state === 'inactive' && html`<${Tag}>${t('groups.person.inactive')}<//>`}>
    <${Tabs} label=${t('groups.person.things')} tabs=${kinds.map(id => ({ id, label: kindsWord(id) }))} open=${open} query=${other ? { other: '1' } : {}}><div class="stack" key=${open}>
      <${Side} kind=${open} query=${here} isMe=${isMe} />
      <${Things} kind=${open} load=${(asked, signal) => users.things(user.id, open, { ...asked, ...asking(open, other) }, signal)} deps=${[user.id, other]} query=${here} empty=${empty} />
    </div><//>
  <//>`;
}

export default function User({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} user=${data.value} query=${query} />`;
}
