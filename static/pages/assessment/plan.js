// Planning in one form: for whom, which tests, from when to when, and the mail with which candidates sign in.
import { html, useMemo, useRef, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { newId } from '../../api/itr/page.js';
import * as persons from '../../api/itr/persons.js';
import * as sessions from '../../api/itr/sessions.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Checkbox, RadioGroup, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Progress } from '../../components/progress.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { session as own } from '../../state/session.js';
import { crumbs } from './crumbs.js';
import { people as peopleOf } from './plan-lines.js';
import { NewPeopleFields } from './plan-lines-field.js';
import { checkMail, MailFields, usual } from './plan-mail-text.js';
import { chosen, TestsField } from './plan-tests.js';
import { carryOut, newCode, publish, row } from './plan-work.js';
import { RefusedList } from './refused-rows.js';
import { pickPersons, option } from './person-finding.js';
import { instant, local, windowFaults } from './session-words.js';
import { at } from './places.js';

export const title = 'assessment.plan';

const ids = text => (text ?? '').split(',').filter(id => /^[0-9a-f-]{36}$/i.test(id));

/** People and tests that the address names. */
export async function load({ query, signal }) {
  const wanted = ids(query.persons);
  const [people, tests] = await Promise.all([persons.withIds(wanted, signal), chosen(ids(query.tests), signal)]);
  return { people: wanted.map(id => people.find(person => person.id === id.toLowerCase())).filter(Boolean), tests };
}

const inTwoWeeks = () => { const day = new Date(); day.setDate(day.getDate() + 14); day.setHours(18, 0, 0, 0); return day.toISOString(); };

const startOf = (found, query) => ({
  kind: query.kind === 'public' ? 'public' : 'persons', people: found.people.map(option), lines: '', language: document.documentElement.lang, isGroup: query.kind === 'group' || found.people.length > 1,
  tests: found.tests, batteries: '', description: '', goal: '', code: newCode(), from: '', until: local(inTwoWeeks()), enforcesEnd: false, notify: '', writes: true, ...usual(),
});

function check(values) {
  const typed = peopleOf(values.lines);
  const isPublic = values.kind === 'public';
  return {
    people: !isPublic && !values.people.length && !typed.people.length && !typed.wrong.length && 'choose_people',
    lines: !isPublic && typed.wrong.length > 0 && 'enter_lines',
    tests: !values.tests.length && 'choose_tests',
    description: !values.description.trim() && 'enter_name',
    code: isPublic && !/^[\w-]{4,40}$/.test(values.code.trim()) && 'enter_poll',
    ...windowFaults(values),
    ...(!isPublic && values.writes ? checkMail(values) : {}),
  };
}

/** The address of somebody who was picked: the fact beside the name, or the label where there is no name. */
const emailOf = entry => entry.fact || (entry.label.includes('@') ? entry.label : '');

/** The plan of the entries; its ids stay while the form is open, so that trying again repeats nothing. */
function planOf(values, kept, found) {
  const fresh = peopleOf(values.lines).people.map(person => ({ ...person, language: values.language }));
  const known = new Map(found.people.map(person => [person.id, person]));
  const wanted = [...values.people.map(entry => ({ personId: entry.value, name: entry.label, email: known.get(entry.value)?.email ?? emailOf(entry) })), ...fresh];
  const rows = wanted.map(person => {
    const key = person.personId ?? person.email.toLowerCase();
    if (!kept.rows.has(key)) kept.rows.set(key, row(person));
    return kept.rows.get(key);
  });
  return Object.assign(kept, {
    wanted: rows, tests: values.tests, description: values.description.trim(), goal: values.goal.trim(), from: instant(values.from), until: instant(values.until), enforcesEnd: values.enforcesEnd, notify: values.notify.trim(),
    batteries: values.batteries, managedBy: own.value.company?.loginId ?? undefined, isGroup: values.isGroup && rows.length > 1 || values.isGroup && kept.wasGroup, code: values.code.trim(), mail: values.writes ? values : null,
  });
}

function codeTaken(error) {
  if (error.failure?.kind === 'conflict') { error.failure.kind = 'invalid'; error.failure.fields = [{ path: 'code', code: 'poll_taken' }]; }
  throw error;
}

const WhoFields = ({ form }) => html`
  <${Combobox} ...${form.field('people', { label: t('assessment.plan.people'), hint: t('assessment.plan.people_hint') })} multiple search=${pickPersons} />
  <details class="fold" open=${Boolean(form.values.lines)}><summary>${t('assessment.plan.new_people')}</summary>
    <div class="stack">
      <${NewPeopleFields} form=${form} />
    </div></details>
  <${Checkbox} ...${form.field('isGroup', { label: t('assessment.plan.as_group'), hint: t('assessment.plan.as_group_hint') })} />`;

const WindowFields = ({ form }) => html`
  <div class="window-row">
    <${TextField} ...${form.field('from', { label: t('assessment.plan.from'), hint: t('assessment.plan.from_hint'), optional: true })} type="datetime-local" />
    <${TextField} ...${form.field('until', { label: t('assessment.plan.until'), optional: true })} type="datetime-local" />
  </div>
  <${Checkbox} ...${form.field('enforcesEnd', { label: t('assessment.plan.enforces'), hint: t('assessment.plan.enforces_hint') })} />`;

/** What was planned and what was not, with the way on. */
function Outcome({ answer, plan, again, busy }) {
  const left = answer.refused.length + answer.unwritten.length;
  return html`<div class="stack">
    <${Notice} tone=${left ? 'warn' : 'ok'} role="status" title=${plural('assessment.plan.done', answer.planned.length)} actions=${html`
      ${left > 0 && html`<${Button} small busy=${busy} onClick=${again}>${t('assessment.plan.again')}<//>`}
      ${plan.isGroup && html`<${ButtonLink} small href=${at.group(plan.groupId)}>${t('assessment.plan.to_group')}<//>`}
      <${ButtonLink} small href=${at.sessions}>${t('assessment.plan.to_sessions')}<//>`}>
      ${answer.refused.length > 0 && html`<p>${t('assessment.plan.not_planned')}</p><${RefusedList} rows=${answer.refused} />`}
      ${answer.unwritten.length > 0 && html`<p>${t('assessment.plan.not_written')}</p><${RefusedList} rows=${answer.unwritten} />`}
    <//></div>`;
}

function usePlanning(found) {
  const [work, setWork] = useState(null);
  const [answer, setAnswer] = useState(null);
  const kept = useRef(null);
  kept.current ??= { rows: new Map(), groupId: newId(), personId: newId(), groupTests: [], hasPerson: false };
  const send = async values => {
    const plan = planOf(values, kept.current, found);
    if (values.kind === 'public') { await publish(plan).catch(codeTaken); return { to: at.group(plan.groupId) }; }
    try {
      const result = await carryOut({ ...plan, rows: plan.wanted }, setWork);
      kept.current.wasGroup = plan.isGroup;
      const without = plan.mail ? result.planned.filter(one => !one.email) : [];
      return { ...result, unwritten: [...result.unwritten, ...without.map(one => ({ name: one.name, text: t('assessment.mail.no_address') }))] };
    } finally {
      setWork(null);
    }
  };
  const done = result => {
    stale('/app/assessment');
    const { current: plan } = kept;
    if (result.to) { toast(t('assessment.plan.published')); go(result.to); return; }
    if (result.refused.length + result.unwritten.length) { setAnswer(result); return; }
    toast(plural('assessment.plan.done', result.planned.length));
    go(plan.isGroup ? at.group(plan.groupId) : result.planned.length === 1 ? at.session(result.planned[0].sessionId) : at.sessions);
  };
  return { work, answer, plan: kept.current, send, done };
}

function Planner({ found, query }) {
  const { work, answer, plan, send, done } = usePlanning(found);
  const start = useMemo(() => startOf(found, query), []);
  const isBlank = !query.persons && !query.tests; // what the address names is not mixed with what was typed before
  const form = useForm({ start, check, send, done, names: sessions.names, draft: isBlank ? 'assessment plan' : null });
  const { values } = form;
  const isPublic = values.kind === 'public';
  const typed = peopleOf(values.lines).people;
  const first = values.people[0] ? { name: values.people[0].label, email: emailOf(values.people[0]) } : typed[0] && row(typed[0]);
  const kinds = [{ value: 'persons', label: t('assessment.plan.for_persons'), hint: t('assessment.plan.for_persons_hint') }, { value: 'public', label: t('assessment.plan.for_public'), hint: t('assessment.plan.for_public_hint') }];
  return html`
    <${Restored} form=${form} />
    ${answer && html`<${Outcome} answer=${answer} plan=${plan} again=${form.submit} busy=${form.busy} />`}
    <${Form} form=${form} wide submit=${isPublic ? t('assessment.plan.publish') : t('assessment.plan.submit')} label=${t(title)} saved="" more=${html`<${ButtonLink} href=${at.sessions} onClick=${() => form.reset()}>${t('components.cancel')}<//>`}>
      <${Section} plain title=${t('assessment.plan.who')}>
        <${RadioGroup} ...${form.field('kind', { label: t('assessment.plan.kind') })} options=${kinds} />
        ${isPublic ? html`<${TextField} ...${form.field('code', { label: t('assessment.public.code'), hint: t('assessment.public.code_hint') })} code width="short" autocomplete="off" spellcheck=${false} maxlength="40" />` : html`<${WhoFields} form=${form} />`}
      <//>
      <${Section} title=${t('assessment.tests')}><${TestsField} ...${form.field('tests', { label: t('assessment.tests') })} onBattery=${id => form.set('batteries', id)} /><//>
      <${Section} title=${t('assessment.session.one')}>
        <${TextField} ...${form.field('description', { label: t('assessment.session.title'), hint: t('assessment.plan.name_hint') })} autocomplete="off" maxlength="180" />
        <${TextField} ...${form.field('goal', { label: t('assessment.session.goal'), optional: true })} autocomplete="off" maxlength="200" />
        <${WindowFields} form=${form} />
        <${TextField} ...${form.field('notify', { label: t('assessment.session.notify'), hint: t('assessment.session.notify_hint'), optional: true })} type="text" autocomplete="off" maxlength="200" />
      <//>
      ${!isPublic && html`<${Section} title=${t('assessment.mail.login')}>
        <${Checkbox} ...${form.field('writes', { label: t('assessment.plan.writes'), hint: t('assessment.plan.writes_hint') })} />
        ${values.writes && html`<${MailFields} form=${form} first=${first} session=${{ description: values.description, from: instant(values.from), until: instant(values.until) }} />`}
      <//>`}
      ${work && html`<${Progress} value=${work.at / Math.max(1, work.total)} label=${t(work.step === 'mails' ? 'assessment.mail.sending' : 'assessment.plan.planning')} detail=${t(work.waits ? 'assessment.at_waits' : 'assessment.at', work)} />`}
    <//>`;
}

export default function Plan({ data, query }) {
  return html`<${Page} title=${t(title)} crumbs=${crumbs({ href: at.sessions, label: t('assessment.sessions') })}>
    <${Loaded} data=${data} height="40rem">${found => html`<${Planner} found=${found} query=${query} />`}<//>
  <//>`;
}
