// One person: who that is, the sessions, and the way in for tests.
import { html, useState } from '../../vendor/ui.js';
import { date, languages, t } from '../../i18n/text.js';
import * as persons from '../../api/itr/persons.js';
import * as sessions from '../../api/itr/sessions.js';
import { address } from '../../components/address.js';
import { Button, ButtonLink } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { DataTable } from '../../components/data-table.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { crumbs } from './crumbs.js';
import { Email } from './email.js';
import { MailDialog } from './plan-mail-dialog.js';
import { EditPerson, sexWord } from './person-form.js';
import { places } from './person-picks.js';
import { results } from './session-words.js';
import { columns as sessionColumns } from './sessions.js';
import { at } from './places.js';

export const title = 'assessment.person.one';

export async function load({ params, query, signal }) {
  const [person, planned] = await Promise.all([persons.get(params.id, signal), sessions.list({ personId: params.id, page: query.page, pageSize: 10, sort: query.sort ?? '-CreateDate' }, signal)]);
  return { person, planned, belongs: await places(person, signal) };
}

const columns = sessionColumns.filter(column => column.label !== 'assessment.person.one');

/** The new password is told this once: only its hash is stored. */
function PasswordTold({ person, password, close }) {
  return html`<${Dialog} title=${t('assessment.password.told', { name: person.name })} onClose=${close} foot=${html`<${Button} kind="primary" onClick=${close}>${t('components.close')}<//>`}>
    <div class="stack"><p>${t('assessment.password.once')}</p>
      <${CopyText} label=${t('assessment.login')} text=${person.email} /><${CopyText} label=${t('assessment.password')} text=${password} /></div><//>`;
}

const FactsOf = ({ person, belongs }) => html`<${Facts} label=${t('assessment.facts')} items=${[
  { label: t('assessment.person.email'), value: person.email && html`<a href=${`mailto:${person.email}`}><${Email} value=${person.email} /></a>` },
  { label: t('assessment.person.language'), value: languages[person.language] ?? person.language },
  { label: t('assessment.person.titles'), value: [person.titlesBefore, person.titlesAfter].filter(Boolean).join(', ') },
  { label: t('assessment.person.initials'), value: person.initials },
  { label: t('assessment.person.birth_date'), value: person.birthDate && date(person.birthDate) },
  { label: t('assessment.person.sex'), value: sexWord(person.sex) },
  { label: t('assessment.person.organisation'), value: belongs.organisation?.label },
  { label: t('assessment.person.education'), value: belongs.education?.label },
  { label: t('assessment.person.nationality'), value: belongs.nationality?.label },
  { label: t('assessment.person.last_test'), value: person.lastTestAt && date(person.lastTestAt) },
  { label: t('assessment.remarks'), value: person.remarks && html`<span class="as-written">${person.remarks}</span>` },
]} />`;

function Acts({ person, data, query, attempt, told }) {
  const gone = () => { stale('/app/assessment'); toast(t('assessment.person.deleted', { name: person.name })); go(at.persons, { replace: true }); };
  const archive = async () => { if (await attempt(() => persons.update(person.id, { isActive: !person.isActive }))) { toast(t(person.isActive ? 'assessment.person.archived' : 'assessment.person.unarchived', { name: person.name })); data.reload(); } };
  const password = async () => {
    if (!(await confirm({ title: t('assessment.password.title', { name: person.name }), text: t('assessment.password.text'), verb: t('assessment.password.give') }))) return;
    const made = persons.newPassword();
    if (await attempt(() => persons.update(person.id, { password: made }))) told(made);
  };
  const remove = async () => {
    if ((await confirm({ title: t('assessment.person.delete_title', { name: person.name }), text: t('assessment.person.delete_text'), verb: t('assessment.delete'), danger: true })) && (await attempt(() => persons.remove(person.id)))) gone();
  };
  const open = changes => go(address(query, { ...changes, page: query.page }), { keep: true });
  const items = [
    { label: t('assessment.edit'), icon: 'edit', run: () => open({ edit: '1' }) },
    { label: t('assessment.mail.send'), icon: 'mail', why: person.email ? undefined : t('assessment.mail.no_address'), run: () => open({ mail: '1' }) },
    { label: t('assessment.password.give'), icon: 'key', run: password },
    { label: t(person.isActive ? 'assessment.archive' : 'assessment.unarchive'), icon: person.isActive ? 'archive' : 'restore', run: archive },
    null,
    { label: t('assessment.delete'), icon: 'trash', danger: true, run: remove },
  ];
  return html`<${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${items} />
    ${person.isActive && html`<${ButtonLink} kind="primary" icon="plus" href=${`${at.newSession}?persons=${person.id}`}>${t('assessment.plan')}<//>`}`;
}

export default function PersonPage({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const [password, setPassword] = useState(null);
  const person = data.value?.person;
  const shut = () => go(address(query, { edit: null, mail: null, page: query.page }), { replace: true, keep: true });
  const saved = () => { shut(); toast(t('assessment.saved')); data.reload(); };
  return html`<${Page} title=${person?.name ?? t(title)} crumbs=${crumbs({ href: at.persons, label: t('assessment.persons') })}
      status=${person && html`<${Status} noun="account" value=${person.isActive ? 'active' : 'inactive'} />`} actions=${person && html`<${Acts} person=${person} data=${data} query=${query} attempt=${attempt} told=${setPassword} />`}
      facts=${person && html`<${FactsOf} person=${person} belongs=${data.value.belongs} />`}>
    <${Refused} words=${failure} />
    <${Loaded} data=${data} height="16rem">${found => html`<${Section} plain title=${t('assessment.sessions')}>
      <${DataTable} caption=${t('assessment.sessions_of', { name: found.person.name })} rows=${found.planned} columns=${columns} actions=${[results]} query=${{ ...query, edit: null, mail: null }} empty="assessment.person.sessions_empty" /><//>`}<//>
    ${query.edit && person && html`<${EditPerson} person=${person} belongs=${data.value.belongs} close=${shut} done=${saved} />`}
    ${query.mail && person && html`<${MailDialog} people=${[{ ...person, personId: person.id }]} session=${null} close=${shut} />`}
    ${password && html`<${PasswordTold} person=${person} password=${password} close=${() => setPassword(null)} />`}
  <//>`;
}
