// One session: its person, its tests and how far they are, its window, and what can be done with it.
import { html, useEffect } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as groups from '../../api/itr/groups.js';
import { orNull } from '../../api/itr/page.js';
import * as persons from '../../api/itr/persons.js';
import * as sessionTests from '../../api/itr/session_tests.js';
import * as sessions from '../../api/itr/sessions.js';
import { names as testNames } from '../../api/itr/tests.js';
import { address } from '../../components/address.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { crumbs } from './crumbs.js';
import { Email } from './email.js';
import { usePolling } from './group-live.js';
import { MailDialog } from './plan-mail-dialog.js';
import { EditSession } from './session-edit.js';
import { SessionTests } from './session-tests.js';
import { shownState, State, windowWords } from './session-words.js';
import { Trail } from './session-trail.js';
import { at } from './places.js';

export const title = 'assessment.session.one';

export async function load({ params, signal }) {
  const session = await sessions.get(params.id, signal);
  const [person, tests, group] = await Promise.all([
    session.personId ? orNull(persons.get(session.personId, signal)) : null, sessionTests.ofSession(session.id, signal), session.groupId ? groups.find(session.groupId, signal) : null,
  ]);
  return { session, person, tests, group, names: await testNames(tests.map(test => test.testId), signal) };
}

const FactsOf = ({ session, person, group }) => html`<${Facts} label=${t('assessment.facts')} items=${[
  { label: t('assessment.person.one'), value: person && html`<a href=${at.person(person.id)}>${person.name}</a>` },
  { label: t('assessment.person.email'), value: person?.email && html`<${Email} value=${person.email} />` },
  { label: t('assessment.window'), value: windowWords(session) },
  { label: t('assessment.plan.enforces'), value: session.enforcesEnd ? t('components.yes') : null },
  { label: t('assessment.started'), value: session.startedAt && html`<${DateTime} value=${session.startedAt} />` },
  { label: t('assessment.ended'), value: session.endedAt && html`<${DateTime} value=${session.endedAt} />` },
  { label: t('assessment.group.one'), value: group && html`<a href=${at.group(group.id)}>${group.description}</a>` },
  { label: t('assessment.session.goal'), value: session.goal },
  { label: t('assessment.session.notify'), value: session.notify },
  { label: t('assessment.session.planned'), value: session.createdAt && html`<${DateTime} value=${session.createdAt} />` },
  { label: t('assessment.remarks'), value: session.remarks && html`<span class="as-written">${session.remarks}</span>` },
]} />`;

function Acts({ value, data, query, attempt }) {
  const { session, person } = value;
  const open = changes => go(address(query, changes), { keep: true });
  const archive = async () => { if (await attempt(() => sessions.update(session.id, { isActive: !session.isActive }))) { toast(t(session.isActive ? 'assessment.session.archived' : 'assessment.session.unarchived')); data.reload(); } };
  const remove = async () => {
    if (!(await confirm({ title: t('assessment.session.delete_title', { name: session.description }), text: t('assessment.session.delete_text'), verb: t('assessment.delete'), danger: true }))) return;
    if (await attempt(() => sessions.remove(session.id))) { stale('/app/assessment'); toast(t('assessment.session.deleted')); go(session.groupId ? at.group(session.groupId) : at.sessions, { replace: true }); }
  };
  const isDone = session.state === 'done';
  const mayWrite = Boolean(person?.email) && !isDone && session.isActive;
  const items = [
    { label: t('assessment.edit'), icon: 'edit', run: () => open({ edit: '1' }) },
    mayWrite && { label: t('assessment.mail.send'), icon: 'mail', run: () => open({ mail: '1' }) },
    { label: t(isDone || !session.isActive ? (session.isActive ? 'assessment.archive' : 'assessment.unarchive') : 'assessment.session.cancel'), icon: session.isActive ? 'archive' : 'restore', run: archive },
    null,
    { label: t('assessment.delete'), icon: 'trash', danger: true, run: remove },
  ].filter(item => item !== false);
  return html`<${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${items} />
    ${isDone ? html`<${ButtonLink} kind="primary" icon="chart" href=${at.results(session.id)}>${t('assessment.results')}<//>`
      : mayWrite && html`<${Button} kind="primary" icon="mail" onClick=${() => open({ mail: '1' })}>${t('assessment.mail.send')}<//>`}`;
}

function Over({ session, query }) {
  if (!session.isActive || shownState(session) !== 'over') return null;
  const move = html`<${Button} small onClick=${() => go(address(query, { edit: '1' }), { keep: true })}>${t('assessment.session.move_end')}<//>`;
  return html`<${Notice} tone="warn" title=${t('assessment.session.over')} actions=${move}>${t(session.state === 'running' && !session.enforcesEnd ? 'assessment.session.over_running' : 'assessment.session.over_text')}<//>`;
}

export default function SessionPage({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const { value } = data;
  usePolling(data, 10, Boolean(value && value.session.isActive && value.session.state === 'running'));
  const shut = () => go(address(query, { edit: null, mail: null }), { replace: true, keep: true });
  const saved = () => { shut(); toast(t('assessment.saved')); data.reload(); };
  const session = value?.session;
  const person = value?.person;
  // Groups and public sessions have pages of their own.
  useEffect(() => { if (session && sessions.isGroup(session.type)) go(at.group(session.id), { replace: true }); }, [session]);
  return html`<${Page} title=${session?.description || t(title)} lead=${person?.name} crumbs=${crumbs({ href: at.sessions, label: t('assessment.sessions') })} status=${session && html`<${State} row=${session} />`}
      actions=${value && html`<${Acts} value=${value} data=${data} query=${query} attempt=${attempt} />`} facts=${value && html`<${FactsOf} ...${value} />`}>
    <${Refused} words=${failure} />
    ${session && html`<${Over} session=${session} query=${query} />`}
    <${Loaded} data=${data} height="20rem">${found => html`
      <${Section} plain title=${t('assessment.tests')}><${SessionTests} session=${found.session} rows=${found.tests} names=${found.names} reload=${data.reload} attempt=${attempt} mayChange=${found.session.isActive && found.session.state !== 'done'} /><//>
      <${Section} title=${t('assessment.trail')}><${Trail} id=${found.session.id} turn=${found} /><//>`}<//>
    ${query.edit && session && html`<${EditSession} session=${session} close=${shut} done=${saved} />`}
    ${query.mail && person && html`<${MailDialog} people=${[{ ...person, personId: person.id }]} session=${session} close=${() => { shut(); data.reload(); }} />`}
  <//>`;
}
