// Access tokens: list, create (scopes, expiry, company), shown once, revoke.
import { html, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as tokens from '../../api/app/tokens.js';
import { Button } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Select, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { useForm } from '../../state/form.js';
import { session } from '../../state/session.js';
import { ScopeChoice } from './application-scopes.js';
import { Frame } from './frame.js';
import { domainOf } from './scope-words.js';

export const title = 'settings.tokens.title';
export const load = ({ query, signal }) => tokens.list({ page: query.page }, signal);

const columns = [
  { label: 'settings.tokens.name', main: true, cell: row => row.name },
  { label: 'settings.tokens.state', status: true, narrow: true, cell: row => html`<${Status} noun="token" value=${row.isExpired ? 'expired' : 'active'} />` },
  { label: 'settings.tokens.rights', cell: row => (row.scopes ? html`<span title=${row.scopes.join(', ')}>${plural('settings.tokens.scope_count', row.scopes.length)}</span>` : t('settings.tokens.everything')) },
  { label: 'settings.tokens.company', cell: row => row.company ?? '–' },
  { label: 'settings.tokens.used', fact: true, cell: row => html`<${DateTime} value=${row.lastUsedAt} as="ago" none=${t('settings.tokens.never')} />` },
  { label: 'settings.tokens.expires', fact: true, cell: row => html`<${DateTime} value=${row.expiresAt} as="date" none=${t('settings.tokens.no_end')} />` },
];

const rights = () => [
  { value: 'all', label: t('settings.tokens.all_rights'), hint: t('settings.tokens.all_rights_hint') },
  { value: 'some', label: t('settings.tokens.some_rights'), hint: t('settings.tokens.some_rights_hint') },
];
/** Rights in areas that the account does not have would open nothing. */
const useful = groups => groups.filter(({ group }) => session.value.domains.includes(domainOf(group)));

function CreateForm({ groups, done, cancel }) {
  const { companies } = session.value;
  const form = useForm({
    start: { name: '', rights: 'some', scopes: [], expiresOn: '', companyId: companies.length === 1 ? companies[0].id : '' },
    draft: 'token',
    focus: 'name',
    check: values => ({ name: !values.name.trim() && 'enter_name', rights: values.rights === 'some' && values.scopes.length === 0 && 'choose_rights' }),
    send: values => tokens.create({ name: values.name.trim(), scopes: values.rights === 'all' ? null : values.scopes, expiresOn: values.expiresOn, companyId: values.companyId }),
    done,
    names: { expires_at: 'expiresOn', company_id: 'companyId', scopes: 'rights' },
  });
  const options = [{ value: '', label: t('settings.tokens.no_company') }, ...companies.map(entry => ({ value: entry.id, label: entry.name }))];
  return html`
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('settings.tokens.create')} label=${t('settings.tokens.new')}
      more=${html`<${Button} onClick=${() => { form.reset(); cancel(); }}>${t('components.cancel')}<//>`} saved="" wide>
      <${TextField} ...${form.field('name', { label: t('settings.tokens.name'), hint: t('settings.tokens.name_hint') })} autocomplete="off" maxlength="150" />
      <${TextField} ...${form.field('expiresOn', { label: t('settings.tokens.expires'), hint: t('settings.tokens.expires_hint'), optional: true })} type="date" width="short" />
      ${companies.length > 1 && html`<${Select} ...${form.field('companyId', { label: t('settings.tokens.company'), hint: t('settings.tokens.company_hint') })} options=${options} />`}
      <${ScopeChoice} groups=${useful(groups)} form=${form} label=${t('settings.tokens.rights')} options=${rights()} />
    <//>`;
}

function CreateDialog({ close, created }) {
  const groups = useFetched(signal => tokens.scopeGroups(signal), []);
  return html`<${Dialog} title=${t('settings.tokens.new')} wide onClose=${close}>
    <${Loaded} data=${groups} height="20rem">${found => html`<${CreateForm} groups=${found} done=${created} cancel=${close} />`}<//>
  <//>`;
}

const ShownOnce = ({ made, close }) => html`
  <${Dialog} title=${t('settings.tokens.made')} wide fixed foot=${html`<${Button} kind="primary" onClick=${close}>${t('settings.tokens.copied')}<//>`}>
    <${Notice} tone="warn" title=${t('settings.tokens.once')}>${t('settings.tokens.once_text')}<//>
    <${CopyText} label=${made.token.name} text=${made.text} />
  <//>`;

export default function Tokens({ data, query }) {
  const [made, setMade] = useState(null);
  const [attempt, { failure }] = useAttempt();
  const open = query.new === '1';
  const openCreate = () => go('?new=1', { keep: true });
  const close = () => go('/app/settings/tokens', { replace: true, keep: true });
  const created = answer => { close(); setMade(answer); data.reload(); };
  const revoke = async row => {
    if (!(await confirm({ title: t('settings.tokens.revoke_title', { name: row.name }), text: t('settings.tokens.revoke_text'), verb: t('settings.tokens.revoke'), danger: true }))) return;
    await attempt(() => tokens.revoke(row.id), () => { toast(t('settings.tokens.revoked', { name: row.name })); data.reload(); });
  };
  const create = html`<${Button} kind="primary" icon="plus" onClick=${openCreate}>${t('settings.tokens.new')}<//>`;
  return html`
    <${Frame} title=${t(title)} here="/app/settings/tokens" count=${data.value?.total} lead=${t('settings.tokens.lead')}
      actions=${data.value?.total === 0 ? null : create}>
      <${Refused} words=${failure} />
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} empty="settings.tokens.empty" emptyAction=${create}
        actions=${[{ label: 'settings.tokens.revoke', danger: true, run: revoke }]} />
    <//>
    ${open && html`<${CreateDialog} close=${close} created=${created} />`}
    ${made && html`<${ShownOnce} made=${made} close=${() => setMade(null)} />`}`;
}
