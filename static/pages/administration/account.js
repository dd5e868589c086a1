// One account: names and address, areas and their state, roles, ways in.
import { html, useState } from '../../vendor/ui.js';
import { status } from '../../i18n/status.js';
import { plural, t } from '../../i18n/text.js';
import * as accounts from '../../api/app/accounts.js';
import { Button } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Checkbox, Select, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { isAdmin } from '../../state/session.js';
import { LinkDialog } from './accounts.js';
import { domains, domainWord, placesOf, roles, roleWord } from './words.js';

export const title = 'administration.accounts.title';
export const load = ({ params, signal }) => accounts.get(params.id, signal);

function Names({ account, saved }) {
  const start = { displayName: account.displayName, username: account.username, email: account.email ?? '', isEmailVerified: account.isEmailVerified };
  const form = useForm({
    start,
    draft: `account:${account.id}`,
    check: values => ({ displayName: !values.displayName.trim() && 'enter_name', username: !values.username.trim() && 'enter_username' }),
    send: values => accounts.update(account.id, changed(account, values)),
    done: saved,
    names: { ...accounts.names, is_email_verified: 'isEmailVerified' },
  });
  return html`<${Section} title=${t('administration.account.names')}>
    <${Restored} form=${form} start=${start} />
    <${Form} form=${form} submit=${t('administration.save')} label=${t('administration.account.names')}>
      <${TextField} ...${form.field('displayName', { label: t('administration.accounts.name') })} autocomplete="off" />
      <${TextField} ...${form.field('username', { label: t('administration.accounts.username') })} autocomplete="off" autocapitalize="none" />
      <${TextField} ...${form.field('email', { label: t('administration.accounts.email'), optional: true })} type="email" autocomplete="off" />
      ${isAdmin() && html`<${Checkbox} ...${form.field('isEmailVerified', { label: t('administration.account.verified'), hint: t('administration.account.verified_hint') })} />`}
    <//><//>`;
}

/** Only what was changed is sent: some fields may be changed by fewer people. */
function changed(account, values) {
  const changes = {};
  if (values.displayName.trim() !== account.displayName) changes.displayName = values.displayName.trim();
  if (values.username.trim() !== account.username) changes.username = values.username.trim();
  if (values.email.trim() !== (account.email ?? '')) changes.email = values.email.trim() || null;
  if (values.isEmailVerified !== account.isEmailVerified || (changes.email && values.isEmailVerified)) {
    changes.email ??= account.email;
    changes.isEmailVerified = values.isEmailVerified;
  }
  return changes;
}

function Areas({ account, change }) {
  const set = (domain, state) => change(() => accounts.setDomain(account.id, domain, state), { said: t('administration.account.area_changed', { domain: domainWord(domain) }) });
  const choices = ['active', 'inactive', 'suspended'];
  return html`<${Section} title=${t('administration.account.areas')}
    lead=${isAdmin() ? t('administration.account.areas_whole') : t('administration.account.areas_lead')}>
    <ul class="files">${domains.map(domain => {
      const state = account.domains[domain] ?? 'none';
      const items = choices.map(value => ({ label: status('domain', value).word, checked: value === state, run: () => set(domain, value) }));
      return html`<li key=${domain} class="file"><span class="file-name">${domainWord(domain)}</span><${Status} noun="domain" value=${state} />
        ${isAdmin(domain) && html`<${Menu} small kind="secondary" label=${t('administration.account.change_area', { domain: domainWord(domain) })} items=${items}>${t('administration.change')}<//>`}</li>`;
    })}</ul><//>`;
}

function Roles({ account, change, busy, reload }) {
  const [adding, setAdding] = useState(false);
  const end = async role => {
    const question = {
      title: t('administration.account.end_role_title', { role: roleWord(role) }), text: t('administration.account.end_role_text', { name: account.displayName }),
      verb: t('administration.account.end_role'), danger: true,
    };
    if (await confirm(question)) await change(() => accounts.endRole(account.id, role.id), { done: reload, said: t('administration.account.role_ended') });
  };
  const add = html`<${Button} small icon="plus" onClick=${() => setAdding(true)}>${t('administration.account.add_role')}<//>`;
  return html`<${Section} title=${t('administration.accounts.roles')} actions=${add}>
    ${account.roles.length === 0 ? html`<p class="muted">${t('administration.account.no_roles')}</p>` : html`
      <ul class="files">${account.roles.map(role => html`
        <li key=${role.id} class="file"><span class="file-name">${roleWord(role)}</span><span class="file-facts">${t('administration.account.since')} <${DateTime} value=${role.from} as="date" /></span>
          ${isAdmin(role.domain ?? undefined) && html`<${Button} small kind="quiet danger" busy=${busy} label=${t('administration.account.end_role_of', { role: roleWord(role) })} onClick=${() => end(role)}>${t('administration.account.end_role')}<//>`}</li>`)}</ul>`}
    ${adding && html`<${AddRole} account=${account} close=${() => setAdding(false)}
      added=${() => { setAdding(false); toast(t('administration.account.role_added')); reload(); }} />`}
  <//>`;
}

function AddRole({ account, close, added }) {
  const whereOf = role => placesOf(role).filter(domain => isAdmin(domain ?? undefined)).map(domain => (domain ? { value: domain, label: domainWord(domain) } : { value: '*', label: t('administration.role.all') }));
  const possible = roles.filter(role => whereOf(role).length > 0);
  // Where the chosen role does not exist in the area that was chosen before, its first one counts.
  const chosen = values => { const where = whereOf(values.role).map(option => option.value); return where.includes(values.domain) ? values.domain : where[0]; };
  const form = useForm({
    start: { role: 'admin', domain: whereOf('admin').find(option => option.value !== '*').value },
    send: values => accounts.addRole(account.id, { role: values.role, domain: chosen(values) === '*' ? null : chosen(values) }),
    done: added,
  });
  return html`<${Dialog} title=${t('administration.account.add_role')} onClose=${close}>
    <${Form} form=${form} submit=${t('administration.account.add_role')} label=${t('administration.account.add_role')} saved=""
      more=${html`<${Button} onClick=${close}>${t('components.cancel')}<//>`}>
      <${Select} ...${form.field('role', { label: t('administration.accounts.role') })}
        options=${possible.map(value => ({ value, label: roleWord({ role: value }, true) }))} />
      <${Select} ...${form.field('domain', { label: t('administration.accounts.domain') })} value=${chosen(form.values)} options=${whereOf(form.values.role)} />
    <//><//>`;
}

/** What can be done with the account as a whole; each question is asked before. */
function actionsOf({ account, change, reload, showLink }) {
  const asked = (question, work) => async () => { if (await confirm({ ...question, danger: true })) await work(); };
  const reset = mail => () => change(() => accounts.resetLink(account.id, mail), { done: showLink });
  const turn = isActive => change(() => accounts.update(account.id, { isActive }), { said: t(isActive ? 'administration.account.activated' : 'administration.account.deactivated') });
  const dropFactor = asked(
    { title: t('administration.account.factor_title', { name: account.displayName }), text: t('administration.account.factor_text'), verb: t('administration.account.factor_remove') },
    () => change(() => accounts.removeFactor(account.id), { done: reload, said: t('administration.account.factor_removed') }),
  );
  const deactivate = asked(
    { title: t('administration.account.deactivate_title', { name: account.displayName }), text: t('administration.account.deactivate_text'), verb: t('administration.account.deactivate') },
    () => turn(false),
  );
  const endSessions = () => change(() => accounts.endSessions(account.id), { done: count => toast(plural('administration.account.sessions_ended', count)) });
  const unlock = () => change(() => accounts.unlock(account.id), { done: reload, said: t('administration.account.unlocked') });
  return [
    account.email && { label: t('administration.account.reset_mail'), icon: 'mail', run: reset(true) },
    { label: t('administration.account.reset_show'), icon: 'link', run: reset(false) },
    { label: t('administration.account.end_sessions'), icon: 'leave', run: endSessions },
    account.isPaused && { label: t('administration.account.unlock'), icon: 'clock', run: unlock },
    account.hasSecondFactor && { label: t('administration.account.factor_remove'), icon: 'lock', danger: true, run: dropFactor },
    account.isActive
      ? { label: t('administration.account.deactivate'), icon: 'pause', danger: true, run: deactivate }
      : { label: t('administration.account.activate'), icon: 'play', run: () => turn(true) },
  ].filter(Boolean);
}

const mailState = account => (!account.email ? 'none' : account.isEmailVerified ? 'verified' : 'unverified');

const AccountFacts = ({ account }) => html`<${Facts} label=${t('administration.account.facts')} items=${[
  { label: t('administration.accounts.username'), value: account.username },
  { label: t('administration.accounts.email'), value: html`${account.email ? html`${account.email}<br />` : ''}<${Status} noun="email" value=${mailState(account)} />` },
  { label: t('administration.account.password'), value: t(account.hasPassword ? 'administration.account.password_set' : 'administration.account.password_none') },
  { label: t('administration.account.factor'), value: html`<${Status} noun="factor" value=${account.hasSecondFactor ? 'on' : 'off'} />` },
  { label: t('administration.account.companies'), value: account.companies.map(company => company.name).join(', ') },
  { label: t('administration.accounts.created'), value: html`<${DateTime} value=${account.createdAt} as="date" />` },
]} />`;

function Content({ account, data }) {
  const [attempt, { failure, busy }] = useAttempt();
  const [link, setLink] = useState(null);
  const put = found => data.put({ ...account, ...found, companies: account.companies });
  const change = (work, { said, done } = {}) => attempt(work, found => {
    if (found?.id === account.id) put(found);
    done?.(found);
    if (said) toast(said);
  });
  const items = actionsOf({ account, change, reload: data.reload, showLink: setLink });
  return html`
    <${Page} title=${account.displayName} status=${html`<${Status} noun="account" value=${account.isActive ? 'active' : 'inactive'} />`}
      facts=${html`<${AccountFacts} account=${account} />`}
      crumbs=${[{ href: '/app/administration/accounts', label: t(title) }]} actions=${html`<${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${items} />`}>
      <${Refused} words=${failure} />
      ${account.isPaused && html`<${Notice} tone="warn" title=${t('administration.account.paused')} />`}
      <${Names} account=${account} saved=${put} />
      <${Areas} account=${account} change=${change} />
      <${Roles} account=${account} change=${change} busy=${busy} reload=${data.reload} />
    <//>
    ${link && html`<${LinkDialog} heading=${t('administration.account.reset_link')} link=${link} close=${() => setLink(null)} />`}`;
}

export default function Account({ data }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} account=${data.value} data=${data} />`;
}
