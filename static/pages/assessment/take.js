// A candidate's session: what it is, its tests one after the other, the end. Without rail: nothing else matters now.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { dateTime, plural, t } from '../../i18n/text.js';
import * as taking from '../../api/itr/taking.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Tag } from '../../components/status.js';
import { Bare } from '../../shell.js';
import { useAttempt } from '../../state/attempt.js';
import { session as signedIn } from '../../state/session.js';
import './candidate-done.js'; // shown at the end, when the server may be away
import { finished, leaveFoot } from './candidate-end.js';
import { tagOf } from './components/screen.js';
import { judge } from './journal.js';
import { pauseAfter } from './journal-merge.js';
import { at } from './places.js';
import { useServerClock } from './take-clock.js';
import { limitOf, questionsOf, stateOfSession } from './take-model.js';
import { Running } from './take-running.js';

export const title = 'assessment_taking.title';

/** The session with its tests, their pictures being fetched, so that nothing is missing when the network is. */
export async function load({ params, signal }) {
  const session = await taking.getSession(params.id, signal);
  const [rows, company] = await Promise.all([taking.listTests(session.id, signal), taking.company(signal)]);
  const tests = await definitions(rows.filter(row => row.status < taking.done), signal);
  const pictures = Object.fromEntries(await Promise.all(Object.values(tests).filter(test => test.isOurs).map(async test => [test.id, await picturesOf(test, company.id, signal)])));
  return { session, company, rows, tests, pictures };
}

async function definitions(rows, signal) {
  const found = {};
  for (const id of new Set(rows.map(row => row.testId))) {
    const test = await taking.getTest(id, signal);
    found[id] = test.isOurs ? test : { ...test, screens: await foreign(test.screens, signal) };
  }
  return found;
}

/** Foreign screens with the HTML of their parts. */
async function foreign(screens, signal) {
  const partsOf = screen => screen.components ?? screen.screenComponents ?? [];
  const ids = screens.flatMap(partsOf).map(part => part.templateID).filter(Boolean);
  const found = await taking.templates(ids, signal);
  return screens.map(screen => ({
    id: String(screen.id), name: screen.name ?? screen.screenName ?? '',
    components: partsOf(screen).map(part => ({ ...found[part.templateID], id: String(part.id), name: part.name ?? part.varComponentName ?? '', values: part.templateValues ?? {} })),
  }));
}

const fetched = new Map(); // address of a picture's bytes, by test and name: fetched once while the app is open

async function pictureOf(companyId, testId, name, signal) {
  const key = `${testId} ${name}`;
  if (!fetched.has(key)) fetched.set(key, URL.createObjectURL(await taking.picture(companyId, testId, name, signal)));
  return [name, fetched.get(key)];
}

/** Name → address; a picture that is not there says what it shows. */
async function picturesOf(test, companyId, signal) {
  const names = new Set(test.screens.flatMap(screen => screen.components ?? []).filter(part => part.type === 'picture' && part.file).map(part => part.file));
  const found = await Promise.all([...names].map(name => pictureOf(companyId, test.id, name, signal).catch(error => { if (!error.failure) throw error; return null; })));
  return Object.fromEntries(found.filter(Boolean));
}

const ToSessions = () => (signedIn.value?.kind === 'poll' ? null : html`<p><a href=${at.taking}>${t('assessment_taking.to_sessions')}</a></p>`);

const nextOpen = rows => rows.find(row => row.status < taking.done && !row.isOnPaper);

const tones = { done: 'ok', paper: 'muted', running: 'info', ready: 'muted' };

function TestState({ row }) {
  const state = row.status >= taking.done ? 'done' : row.isOnPaper ? 'paper' : row.status >= taking.running ? 'running' : 'ready';
  return html`<${Tag} tone=${tones[state]}>${t(`assessment_taking.test_state.${state}`)}<//>`;
}

function Facts({ test, row }) {
  const questions = questionsOf(test.screens).length;
  const facts = [
    test.isOurs && plural('assessment_taking.questions', questions),
    test.minutes > 0 ? plural('assessment_taking.minutes', test.minutes) : t('assessment_taking.no_limit'),
    test.screens.some(screen => limitOf(screen) !== null) && t('assessment_taking.timed_pages'),
    !test.canGoBack && t('assessment_taking.no_back'),
    row.status >= taking.running && t('assessment_taking.goes_on'),
  ].filter(Boolean);
  return html`<ul class="take-facts">${facts.map(fact => html`<li key=${fact}>${fact}</li>`)}</ul>`;
}

/** What texts of later screens need, before the network may go. */
const readied = () => import('../../vendor/markdown.js').catch(error => { throw Object.assign(error, { failure: { kind: 'offline', code: null, fields: [], details: null, requestId: null } }); });

/** A session that cannot be begun now says when; other failures have the usual words. */
function notOpen(failure, session) {
  if (failure.code === 'not_open') return { title: t('assessment_taking.soon.title'), text: t('assessment_taking.soon.text', { from: dateTime(session.from) }) };
  if (failure.code === 'over') return { title: t('assessment_taking.late.title'), text: t('assessment_taking.late.text', { until: dateTime(session.until) }) };
  return null;
}

function Overview({ found, failure, busy, onBegin }) {
  const { session, company, rows, tests } = found;
  const state = stateOfSession(session, Date.now() + useServerClock());
  const next = nextOpen(rows);
  const test = next && tests[next.testId];
  return html`<${Page} title=${session.name || t(title)} width="editor" lead=${company.name}>
    ${state === 'soon' && html`<${Notice} title=${t('assessment_taking.soon.title')}>${t('assessment_taking.soon.text', { from: dateTime(session.from) })}<//>`}
    ${state === 'over' && html`<${Notice} tone="warn" title=${t('assessment_taking.late.title')}>${t('assessment_taking.late.text', { until: dateTime(session.until) })}<//>`}
    ${!rows.length && html`<p>${t('assessment_taking.no_tests')}</p>`}
    ${rows.length > 1 && html`<ol class="take-tests">${rows.map((row, i) => html`
      <li key=${row.id} aria-current=${row === next ? 'step' : undefined}><span>${tests[row.testId]?.name ?? t('assessment_taking.test_number', { number: i + 1 })}</span><${TestState} row=${row} /></li>`)}</ol>`}
    ${test && state === 'open' && html`
      <section class="stack" aria-label=${test.name}>
        <h2>${test.name}</h2>
        ${(test.explanation || test.description) && html`<div lang=${tagOf(next.language)}>${test.explanation ? html`<${Markdown} text=${test.explanation} />` : html`<p>${test.description}</p>`}</div>`}
        <${Facts} test=${test} row=${next} />
        ${!test.isOurs && html`<${Notice}>${t('assessment_taking.foreign')}<//>`}
        <p class="take-safe">${t('assessment_taking.safe')}</p>
        <${Refused} words=${failure} />
        <div><${Button} kind="primary" busy=${busy} onClick=${() => onBegin(next)}>${t(next.status >= taking.running ? 'assessment_taking.continue' : 'assessment_taking.begin')}<//></div>
        ${test.copyrights && html`<p class="muted"><small>${test.copyrights}</small></p>`}
      </section>`}
    <${ToSessions} />
  <//>`;
}

/** All tests are finished: the session is, too. Tried until the server has it. */
function Ending({ found }) {
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    let left = false;
    let timer = null;
    let tries = 0;
    const end = async () => {
      try {
        await finished(found);
      } catch (error) {
        if (!error.failure) throw error;
        tries += 1;
        if (!left) { setFailure(error.failure); timer = setTimeout(end, pauseAfter(tries) * 1000); }
      }
    };
    end();
    return () => { left = true; clearTimeout(timer); };
  }, []);
  const isAway = failure && judge(failure, 1).phase === 'kept';
  return html`<${Page} title=${t('assessment_taking.ending')} width="editor"><p>${t(isAway ? 'assessment_taking.ending_waits' : failure ? 'assessment_taking.ending_refused' : 'assessment_taking.ending_text')}</p><//>`;
}

function Session({ found, reload }) {
  const [rows, setRows] = useState(found.rows);
  const [current, setCurrent] = useState(null);
  const [attempt, { failure, busy }] = useAttempt();
  const { session } = found;
  const personId = session.personId;
  useEffect(() => { if (!current) setRows(found.rows); }, [found]);
  const begin = row => attempt(async () => {
    if (session.status < taking.running) {
      await taking.beginSession(session);
      if (signedIn.value?.person) await taking.tookTest(personId).catch(error => { if (!error.failure) throw error; }); // a date for the office, nothing of the candidate's
      session.status = taking.running;
    }
    await readied();
  }, () => setCurrent(row), why => notOpen(why, session));
  const done = () => {
    setRows(rows.map(row => (row.id === current.id ? { ...row, status: taking.done } : row)));
    setCurrent(null);
  };
  const leave = () => { setCurrent(null); reload(); };
  if (current) {
    const test = found.tests[current.testId];
    return html`<${Running} key=${current.id} row=${current} test=${test} session=${session} companyId=${found.company.id} pictures=${found.pictures[test.id] ?? {}} personId=${personId} onDone=${done} onLeave=${leave} />`;
  }
  const isEnd = session.status < taking.done && rows.length > 0 && !rows.some(row => row.status < taking.done);
  return html`<${Bare} foot=${leaveFoot()}>${session.status >= taking.done
    ? html`<${Page} title=${session.name || t(title)} width="editor"><p>${t('assessment_taking.is_done')}</p><p><${ButtonLink} href=${at.taking}>${t('assessment_taking.to_sessions')}<//></p><//>`
    : isEnd ? html`<${Ending} found=${found} />` : html`<${Overview} found=${{ ...found, rows }} failure=${failure} busy=${busy} onBegin=${begin} />`}<//>`;
}

export default function Take({ data }) {
  const found = data.value;
  if (!found) return html`<${Bare} foot=${leaveFoot()}><${Page} title=${t(title)} width="editor"><${Loaded} data=${data}>${() => null}<//>${data.words && html`<${ToSessions} />`}<//><//>`;
  return html`<${Session} key=${found.session.id} found=${found} reload=${data.reload} />`;
}
