// Accounts: list, search, add.
import { html, useState } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import * as accounts from '../../api/app/accounts.js';
import { Button } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, CheckboxGroup, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { isAdmin, sendsMail } from '../../state/session.js';
import { domains, domainWord, roleWord } from './words.js';

export const title = 'administration.accounts.title';
export const load = ({ query, signal }) => accounts.list(query, signal);

const held = row => Object.entries(row.domains).filter(([, state]) => state === 'active').map(([domain]) => domainWord(domain));

const columns = [
  { label: 'administration.accounts.name', main: true, sort: 'display_name', cell: row => html`<a href=${`/app/administration/accounts/${row.id}`}>${row.displayName}</a>` },
  { label: 'administration.accounts.state', status: true, narrow: true, cell: row => html`<${Status} noun="account" value=${row.isActive ? 'active' : 'inactive'} />` },
  { label: 'administration.accounts.username', sort: 'username', fact: true, cell: row => row.username },
  { label: 'administration.accounts.email', fact: true, cell: row => row.email ?? '–' },
  { label: 'administration.accounts.domains', cell: row => list(held(row)) || '–' },
  { label: 'administration.accounts.roles', cell: row => list(row.roles.map(role => roleWord(role))) || '–' },
  { label: 'administration.accounts.created', sort: 'created_at', narrow: true, cell: row => html`<${DateTime} value=${row.createdAt} as="date" />` },
];

const filters = () => [
  { name: 'domain', label: 'administration.accounts.domain', options: domains.map(value => ({ value, label: domainWord(value) })) },
  { name: 'state', label: 'administration.accounts.state', options: [{ value: 'active', label: t('status.account.active') }, { value: 'inactive', label: t('status.account.inactive') }] },
  { name: 'role', label: 'administration.accounts.role', options: ['admin', 'knowledge_manager', 'mentor', 'learner', 'guest'].map(value => ({ value, label: roleWord({ role: value, domain: null }, true) })) },
];

function AddDialog({ close, added }) {
  const mine = domains.filter(domain => isAdmin(domain));
  const form = useForm({
    start: { displayName: '', username: '', email: '', mail: sendsMail(), domains: mine },
    draft: 'account',
    check: values => ({ displayName: !values.displayName.trim() && 'enter_name', username: !values.username.trim() && !values.email.trim() && 'enter_username', domains: values.domains.length === 0 && 'choose_one' }),
    send: values => accounts.add({ displayName: values.displayName.trim(), username: values.username.trim(), email: values.email.trim(), mail: values.mail, domains: values.domains }),
    done: added,
    names: accounts.names,
  });
  return html`<${Dialog} title=${t('administration.accounts.add')} onClose=${close}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('administration.accounts.add_submit')} label=${t('administration.accounts.add')} saved=""
      more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${TextField} ...${form.field('displayName', { label: t('administration.accounts.name') })} autocomplete="off" />
      <${TextField} ...${form.field('email', { label: t('administration.accounts.email'), hint: t('administration.accounts.email_hint'), optional: true })}
        type="email" autocomplete="off" />
      ${form.values.email.trim() && html`<${Checkbox} ...${form.field('mail', { label: t('administration.accounts.mail'), hint: t(sendsMail() ? 'administration.accounts.mail_hint' : 'administration.accounts.mail_off') })} />`}
      <${TextField} ...${form.field('username', { label: t('administration.accounts.username'), hint: t('administration.accounts.username_hint'), optional: true })}
        autocomplete="off" autocapitalize="none" />
      <${CheckboxGroup} ...${form.field('domains', { label: t('administration.accounts.domains') })}
        options=${mine.map(value => ({ value, label: domainWord(value) }))} />
    <//><//>`;
}

/** A link that lets somebody in; shown this once. */
export const LinkDialog = ({ heading, link, close }) => html`
  <${Dialog} title=${heading} fixed wide foot=${html`<${Button} kind="primary" onClick=${close}>${t('components.close')}<//>`}>
    ${link.mailedTo ? html`<p>${t(sendsMail() ? 'administration.link.mailed' : 'administration.link.written', { email: link.mailedTo })}</p>` : html`<${Notice} tone="warn" title=${t('administration.link.hand_over')}>${t('administration.link.once')}<//>`}
    ${link.url && html`<${CopyText} label=${t('administration.link.label')} text=${link.url} />`}
    <p class="muted">${t('administration.link.until')} <${DateTime} value=${link.expiresAt} /></p>
  <//>`;

export default function Accounts({ data, query }) {
  const [added, setAdded] = useState(null);
  const close = () => go('/app/administration/accounts', { replace: true, keep: true });
  const done = answer => { close(); setAdded(answer); };
  const add = html`<${Button} kind="primary" icon="plus" onClick=${() => go('?new=1', { keep: true })}>${t('administration.accounts.add')}<//>`;
  return html`
    <${Page} title=${t(title)} count=${data.value?.total} actions=${add}>
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters()}
        search=${{ name: 'search', label: 'administration.accounts.search' }} empty="administration.accounts.empty" skeleton=${12} />
    <//>
    ${query.new === '1' && html`<${AddDialog} close=${close} added=${done} />`}
    ${added && html`<${LinkDialog} heading=${t('administration.accounts.added', { name: added.account.displayName })} link=${added.link}
      close=${() => go(`/app/administration/accounts/${added.account.id}`)} />`}`;
}
