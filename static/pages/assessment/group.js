// A running group: who is how far, live; or a public session with the code to hand out and what came in.
import { html, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as groups from '../../api/itr/groups.js';
import * as sessionTests from '../../api/itr/session_tests.js';
import * as sessions from '../../api/itr/sessions.js';
import { names as testNames } from '../../api/itr/tests.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page, Section } from '../../components/page.js';
import { Progress } from '../../components/progress.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { forEach, forRows } from '../../state/many.js';
import { Email } from './email.js';
import { AddMembers } from './group-add.js';
import { crumbs } from './crumbs.js';
import { usePolling } from './group-live.js';
import { Legend, Share } from './group-share.js';
import { MailDialog } from './plan-mail-dialog.js';
import { RefusedRows } from './refused-rows.js';
import { EditSession } from './session-edit.js';
import { farWords, SessionTests, TestProgress } from './session-tests.js';
import { results, State, windowWords } from './session-words.js';
import { at } from './places.js';

export const title = 'assessment.group.one';

const noCounts = { ready: 0, running: 0, done: 0, members: 0 };

/** Members with the tests of their sessions; of a public session what was taken with its code. */
async function shownOf(session, query, signal) {
  if (sessions.isPublic(session.type)) return sessions.list({ groupId: session.id, state: query.state, page: query.page, sort: query.sort ?? '-CreateDate' }, signal);
  const found = await groups.members(session.id, { page: query.page, search: query.search, state: query.state, sort: query.sort ?? 'LastName' }, signal);
  const tests = await sessionTests.ofSessions(found.rows.map(row => row.id), signal);
  return { ...found, rows: found.rows.map(row => ({ ...row, tests: tests.filter(test => test.sessionId === row.id) })) };
}

export async function load({ params, query, signal }) {
  const session = await sessions.get(params.id, signal);
  const [counts, shown, own] = await Promise.all([groups.find(session.id, signal), shownOf(session, query, signal), sessionTests.ofSession(session.id, signal)]);
  const ids = [...own, ...shown.rows.flatMap(row => row.tests ?? [])].map(test => test.testId);
  return { session, counts: counts ?? noCounts, shown, own, names: await testNames(ids, signal) };
}

const done = row => row.tests.filter(test => test.state === 'done').length;

/** Which test somebody is at, and how far in it. */
function Far({ row, names }) {
  const now = row.tests.find(test => test.state === 'running');
  const share = row.tests.length ? row.tests.reduce((sum, test) => sum + (test.state === 'done' ? 1 : test.pages > 0 ? Math.min(1, test.page / test.pages) : 0), 0) / row.tests.length : 0;
  const words = now ? `${names.get(now.testId) ?? t('assessment.test.gone')}: ${farWords(now)}` : plural('assessment.group.tests_of', row.tests.length, { done: done(row) });
  return html`<${TestProgress} row=${row} share=${share} words=${words} />`;
}

const memberColumns = names => [
  { label: 'assessment.person.name', main: true, sort: 'LastName', cell: row => html`<a href=${at.session(row.id)}>${row.name}</a>${row.email && row.email !== row.name && html`<span class="hint"><${Email} value=${row.email} /></span>`}` },
  { label: 'assessment.state', status: true, narrow: true, cell: row => html`<${Status} noun="session" value=${row.state} />` },
  { label: 'assessment.test.progress', fact: true, cell: row => html`<${Far} row=${row} names=${names} />` },
];
const takingColumns = [
  { label: 'assessment.session.name', main: true, sort: 'Description', cell: row => html`<a href=${at.session(row.id)}>${row.description}</a>` },
  { label: 'assessment.state', status: true, narrow: true, cell: row => html`<${State} row=${row} />` },
  { label: 'assessment.started', fact: true, sort: 'StartedAt', cell: row => html`<${DateTime} value=${row.startedAt} as="ago" />` },
  { label: 'assessment.ended', fact: true, sort: 'EndedAt', cell: row => html`<${DateTime} value=${row.endedAt} as="ago" />` },
];
const filters = () => [{ name: 'state', label: 'assessment.state', options: ['ready', 'running', 'done'].map(value => ({ value, label: status('session', value).word })) }];

function bulkOf({ session, reload, write, attempt }) {
  const after = async work => { const answer = await work; reload(); return answer; };
  const open = rows => after(forRows(rows, row => (row.state === 'done' ? Promise.resolve() : sessions.update(row.id, { from: new Date().toISOString() }))));
  const leave = async rows => ((await confirm({ title: plural('assessment.group.leave_title', rows.length), text: t('assessment.group.leave_text'), verb: t('assessment.group.leave'), danger: true }))
    && (await attempt(() => groups.removeMembers(session.id, rows.map(row => row.personId)))) ? after({ done: rows.length, refused: [] }) : null);
  return [
    { label: 'assessment.group.open_now', icon: 'play', run: open },
    { label: 'assessment.mail.send', icon: 'mail', run: rows => { write(rows); return null; } },
    { label: 'assessment.group.leave', icon: 'trash', danger: true, run: leave },
  ];
}

function Members({ value, query, reload, write, add, attempt }) {
  const { session, shown, names } = value;
  return html`<${DataTable} caption=${t('assessment.group.members')} rows=${shown} columns=${memberColumns(names)} query=${query} filters=${filters()} search=${{ name: 'search', label: 'assessment.persons.search' }}
    actions=${[results]} bulk=${bulkOf({ session, reload, write, attempt })} empty="assessment.group.members_empty" emptyAction=${html`<${Button} icon="plus" onClick=${add}>${t('assessment.group.add')}<//>`} />`;
}

/** What is handed out: where to go and what to type there. */
const Code = ({ session }) => html`<${Section} plain title=${t('assessment.public.hand_out')} lead=${t('assessment.public.hand_out_text')}>
  <p class="public-code"><strong>${session.code}</strong></p>
  <${CopyText} label=${t('assessment.public.address')} text=${`${location.origin}/app/sign-in`} /><${CopyText} label=${t('assessment.public.code')} text=${session.code} /><//>`;

const everybody = async (id, state) => (await groups.members(id, { state, pageSize: -1, sort: 'LastName' })).rows;

/** Deeds for all members, with how far they are. */
function useMembers(session, reload) {
  const [work, setWork] = useState(null);
  const [refused, setRefused] = useState([]);
  const forAll = async changes => {
    const rows = (await everybody(session.id)).filter(row => row.state !== 'done');
    const answer = await forEach(rows, row => sessions.update(row.id, changes), { name: row => row.name, progress: setWork });
    setWork(null);
    setRefused(answer.refused);
    reload();
    return answer.done.length;
  };
  const shown = html`${work && html`<${Progress} value=${work.at / Math.max(1, work.total)} label=${t('assessment.group.working')} detail=${t(work.waits ? 'assessment.at_waits' : 'assessment.at', work)} />`}
    <${RefusedRows} title=${plural('assessment.group.refused', refused.length)} rows=${refused} />`;
  return [shown, forAll];
}

function Acts({ value, data, attempt, open, forAll, write }) {
  const { session, counts } = value;
  const isPublic = sessions.isPublic(session.type);
  const archive = async () => {
    const send = isPublic ? () => sessions.update(session.id, { isActive: !session.isActive }) : () => groups.archive(session.id, session.isActive);
    if (await attempt(send)) { toast(t(session.isActive ? 'assessment.session.archived' : 'assessment.session.unarchived')); data.reload(); }
  };
  const remove = async () => {
    if (!(await confirm({ title: t('assessment.session.delete_title', { name: session.description }), text: plural('assessment.group.delete_text', counts.members), verb: t('assessment.delete'), danger: true }))) return;
    if (await attempt(() => groups.remove(session.id))) { stale('/app/assessment'); toast(t('assessment.session.deleted')); go(isPublic ? at.publicSessions : at.groups, { replace: true }); }
  };
  const start = () => attempt(async () => {
    await sessions.update(session.id, { from: new Date().toISOString() });
    toast(plural('assessment.group.opened', await forAll({ from: new Date().toISOString() })));
  });
  const ofGroup = isPublic ? [] : [
    { label: t('assessment.group.open_now'), icon: 'play', run: start },
    { label: t('assessment.mail.send_all'), icon: 'mail', run: () => attempt(async () => write(await everybody(session.id, 'ready'))) },
  ];
  const items = [
    ...ofGroup, { label: t('assessment.edit'), icon: 'edit', run: () => open({ edit: '1' }) },
    { label: t(isPublic && session.isActive ? 'assessment.public.close' : session.isActive ? 'assessment.archive' : 'assessment.unarchive'), icon: session.isActive ? 'archive' : 'restore', run: archive },
    null, { label: t('assessment.delete'), icon: 'trash', danger: true, run: remove },
  ];
  return html`<${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${items} />
    ${!isPublic && session.isActive && html`<${Button} kind="primary" icon="plus" onClick=${() => open({ add: '1' })}>${t('assessment.group.add')}<//>`}`;
}

const FactsOf = ({ session }) => html`<${Facts} label=${t('assessment.facts')} items=${[
  { label: t('assessment.window'), value: windowWords(session) },
  { label: t('assessment.plan.enforces'), value: session.enforcesEnd ? t('components.yes') : null },
  { label: t('assessment.session.goal'), value: session.goal },
  { label: t('assessment.session.notify'), value: session.notify },
  { label: t('assessment.session.planned'), value: session.createdAt && html`<${DateTime} value=${session.createdAt} />` },
  { label: t('assessment.remarks'), value: session.remarks && html`<span class="as-written">${session.remarks}</span>` },
]} />`;

/** Is the answer that is shown still asked for again? */
const Live = ({ on }) => html`<p class="live muted">${t(on ? 'assessment.group.live' : 'assessment.group.not_live')}</p>`;

function Content({ value, query, data, attempt, open, write }) {
  const { session, counts, own, names } = value;
  const isPublic = sessions.isPublic(session.type);
  const shown = { ...query, edit: null, add: null };
  return html`
    <div class="group-facts"><${FactsOf} session=${session} /></div>
    ${isPublic && session.isActive && html`<${Code} session=${session} />`}
    <${Section} plain=${!isPublic} title=${t('assessment.group.progress')}>
      <div class="group-head">${counts.members > 0 && html`<${Share} counts=${counts} />`}<${Legend} counts=${counts} /><${Live} on=${isRunning(value)} /></div>
      ${isPublic ? html`<${DataTable} caption=${t('assessment.public.takings')} rows=${value.shown} columns=${takingColumns} query=${shown} filters=${filters()} actions=${[results]} empty="assessment.public.takings_empty" />`
        : html`<${Members} value=${value} query=${shown} reload=${data.reload} write=${write} attempt=${attempt} add=${() => open({ add: '1' })} />`}
    <//>
    <${Section} title=${t(isPublic ? 'assessment.tests' : 'assessment.group.tests')} lead=${t(isPublic ? 'assessment.public.tests_text' : 'assessment.group.tests_text')}>
      <${SessionTests} session=${session} rows=${own} names=${names} reload=${data.reload} attempt=${attempt} mayChange=${session.isActive} planned /><//>`;
}

/** Something may still come in: not archived, and not everybody done. */
const isRunning = ({ session, counts }) => session.isActive && (sessions.isPublic(session.type) || counts.ready + counts.running > 0);

export default function GroupPage({ data, query }) {
  const [attempt, { failure }] = useAttempt();
  const [written, write] = useState(null);
  const { value } = data;
  const session = value?.session;
  const [working, forAll] = useMembers(session ?? {}, data.reload);
  usePolling(data, 5, Boolean(value && isRunning(value)));
  const open = changes => go(address(query, { ...changes, page: query.page }), { keep: true });
  const shut = () => go(address(query, { edit: null, add: null, page: query.page }), { replace: true, keep: true });
  const saved = () => { shut(); toast(t('assessment.saved')); data.reload(); };
  const isPublic = session && sessions.isPublic(session.type);
  const follow = async changes => {
    const window = Object.fromEntries(Object.entries(changes).filter(([name]) => ['from', 'until', 'enforcesEnd'].includes(name)));
    if (!isPublic && Object.keys(window).length) await forAll(window);
  };
  return html`<${Page} title=${session?.description || t(title)} count=${value?.counts.members} crumbs=${crumbs(isPublic ? { href: at.publicSessions, label: t('assessment.groups.public') } : { href: at.groups, label: t('assessment.groups') })}
      status=${session && !session.isActive && html`<${Status} noun="session" value="archived" />`}
      actions=${value && html`<${Acts} value=${value} data=${data} attempt=${attempt} open=${open} forAll=${forAll} write=${write} />`}>
    <${Refused} words=${failure} />${working}
    <${Loaded} data=${data} height="24rem">${found => html`<${Content} value=${found} query=${query} data=${data} attempt=${attempt} open=${open} write=${write} />`}<//>
    ${query.add && session && html`<${AddMembers} group=${session} close=${shut} done=${({ stay }) => { if (!stay) shut(); data.reload(); }} />`}
    ${query.edit && session && html`<${EditSession} session=${session} close=${shut} done=${saved} also=${follow} />`}
    ${written?.length > 0 && html`<${MailDialog} people=${written} session=${session} close=${() => write(null)} />`}
  <//>`;
}
