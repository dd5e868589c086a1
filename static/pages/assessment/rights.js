// Templates of rights: a set of flags under a name, given to logins with one choice.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as logins from '../../api/itr/logins.js';
import * as templates from '../../api/itr/rights.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { CheckboxGroup, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { officeCrumbs } from './crumbs.js';
import { cancel, FetchedDialog, sure } from './office-form.js';
import { office } from './office-places.js';
import { limitOptions, rightOptions } from './rights-words.js';

export const title = 'assessment_office.rights';

export const load = ({ query, signal }) => templates.list({ page: query.page, search: query.search, master: 'with' }, signal);

const columns = [
  { label: 'assessment_office.name', main: true, cell: row => (row.isCentral ? row.name : html`<a href=${address({}, { edit: row.id })} data-keep-place>${row.name}</a>`) },
  { label: 'assessment_office.all_companies', fact: true, narrow: true, cell: row => (row.isCentral ? t('assessment_office.of_all') : '–') },
];

function TemplateForm({ template, close, saved }) {
  const flags = template?.flags ?? [];
  const form = useForm({
    start: { name: template?.name ?? '', comments: template?.comments ?? '', rights: flags.filter(flag => logins.rights.includes(flag)), limits: flags.filter(flag => logins.limits.includes(flag)) },
    draft: `assessment rights ${template?.id ?? 'new'}`, names: templates.names, focus: 'name', check: values => ({ name: !values.name.trim() && 'enter_name' }),
    send: async ({ name, comments, rights, limits }) => {
      const values = { name: name.trim(), comments, flags: [...rights, ...limits] };
      await (template ? templates.save(template.id, values) : templates.create(values));
      return name.trim();
    },
    done: saved,
  });
  return html`
    <${Restored} form=${form} />
    ${template && template.flags === null && html`<${Notice} tone="warn">${t('assessment_office.rights.unreadable')}<//>`}
    <${Form} form=${form} submit=${t(template ? 'assessment_office.save' : 'assessment_office.create')} label=${t(title)} saved="" more=${cancel(() => { form.reset(); close(); })}>
      <${TextField} ...${form.field('name', { label: t('assessment_office.name') })} maxlength="200" autocomplete="off" required />
      <${TextArea} ...${form.field('comments', { label: t('assessment_office.rights.comments'), optional: true })} rows=${2} />
      <${CheckboxGroup} ...${form.field('rights', { label: t('assessment_office.logins.rights') })} options=${rightOptions()} />
      <${CheckboxGroup} ...${form.field('limits', { label: t('assessment_office.logins.limits') })} options=${limitOptions()} />
    <//>`;
}

export default function Rights({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const open = changes => go(`${office.rights}${address(query, { edit: null, new: null, page: query.page, ...changes })}`, { replace: true, keep: true });
  const close = () => open({});
  const saved = name => { close(); toast(t('assessment_office.rights.saved', { name })); data.reload(); };
  const remove = async row => {
    if (!(await sure({ title: t('assessment_office.rights.remove_title', { name: row.name }), text: t('assessment_office.rights.remove_text') }))) return;
    attempt(() => templates.remove(row.id), () => { toast(t('assessment_office.rights.removed', { name: row.name })); data.reload(); });
  };
  const actions = [
    { label: 'assessment_office.edit', icon: 'edit', when: row => !row.isCentral, run: row => open({ edit: row.id }) },
    { label: 'assessment_office.remove', icon: 'trash', danger: true, when: row => !row.isCentral, run: remove },
  ];
  const create = html`<${Button} kind="primary" icon="plus" onClick=${() => open({ new: 1 })}>${t('assessment_office.rights.new')}<//>`;
  const shown = { ...query, edit: null, new: null };
  return html`
    <${Page} title=${t(title)} count=${data.value?.total} lead=${t('assessment_office.rights.text')} crumbs=${officeCrumbs()} actions=${create}>
      <${Refused} words=${failure} />
      <${DataTable} caption=${t(title)} rows=${data} columns=${columns} actions=${actions} query=${shown} empty="assessment_office.rights.empty" emptyAction=${create} />
    <//>
    ${query.new === '1' && html`<${Dialog} title=${t('assessment_office.rights.new')} onClose=${close}><${TemplateForm} close=${close} saved=${saved} /><//>`}
    ${query.edit && html`<${FetchedDialog} of=${query.edit} close=${close} fetch=${signal => templates.get(query.edit, { signal })} title=${found => (found ? t('assessment_office.rights.of', { name: found.name }) : t(title))}>
      ${found => html`<${TemplateForm} template=${found} close=${close} saved=${saved} />`}<//>`}`;
}
