// A test while it is taken: one screen after the other, then what is missing, then the end.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { newId } from '../../api/itr/page.js';
import * as taking from '../../api/itr/taking.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Failed } from '../../components/failed.js';
import { Notice } from '../../components/notice.js';
import { Refused } from '../../components/refused.js';
import { Skeleton } from '../../components/skeleton.js';
import { go } from '../../router.js';
import { describe } from '../../errors/words.js';
import { LookMenu, Skip } from '../../shell.js';
import { useAttempt } from '../../state/attempt.js';
import { whenBack } from '../../state/online.js';
import { owner } from '../../state/session.js';
import { Screen } from './components/screen.js';
import { idOf } from './components/question.js';
import { Journal } from './journal.js';
import { openStore } from './journal-store.js';
import { windows } from './journal-windows.js';
import { at } from './places.js';
import { SandboxScreen } from './sandbox-screen.js';
import { useClock, useServerClock } from './take-clock.js';
import { faultsOf, missingOf, nextOf, percentOf, progressOf, questionsOf, resumeAt } from './take-model.js';
import { Elsewhere, isLarge, LargeText, SaveState, Timer, Trouble } from './take-parts.js';

const me = newId();
let voice = null;

/** The journal of a session test, opened here; null while it opens. */
function useJournal({ row, test, personId }, tries) {
  const [journal, setJournal] = useState(null);
  useEffect(() => {
    let made = null;
    let left = false;
    const reread = () => taking.getSessionTest(row.sessionId, row.id);
    const begin = async () => {
      const [store, fresh] = await Promise.all([openStore(), reread()]);
      if (left) return;
      voice ??= windows(me);
      const asked = test.isOurs ? questionsOf(test.screens) : test.screens.flatMap(screen => screen.components.map(component => ({ screen: screen.id, component: component.id })));
      const send = parts => taking.saveTest({ sessionId: row.sessionId, id: row.id, personId, ...parts });
      made = new Journal({ store, windows: voice, row: fresh, reread, screens: test.screens, asked, owner: owner(), tab: newId(), newId, send, seconds: test.minutes > 0 ? test.minutes * 60 : Infinity });
      await made.open();
      if (left) { made.close(); return; }
      setJournal(made);
    };
    begin().catch(error => { if (!error.failure) throw error; setJournal({ failure: error.failure }); });
    const gone = () => made?.close({ gone: true });
    const back = () => made?.retry();
    addEventListener('pagehide', gone);
    addEventListener('online', back);
    addEventListener('pageshow', back);
    return () => {
      left = true;
      removeEventListener('pagehide', gone);
      removeEventListener('online', back);
      removeEventListener('pageshow', back);
      made?.close();
    };
  }, [row.id, tries]);
  return journal;
}

/** Whoever came by a code and signs in with it again has a new copy of the session: the answers go there. Its address. */
async function carried(journal, row, session) {
  const copy = await taking.getSession(session.groupId);
  const next = (await taking.listTests(copy.id)).find(each => each.testId === row.testId && each.sequence === row.sequence);
  const store = await openStore();
  await store.change(next.id, before => before ?? { ...journal.entry, id: next.id, sessionId: copy.id, browser: newId(), sequence: 0, known: {}, revision: 1, acked: 0 });
  journal.isLost = true; // nothing is written here any more
  await store.change(row.id, () => null);
  return at.take(copy.id);
}

/** Has the office given more time since the session was read? */
async function isMoved(session) {
  try {
    const { until, endsHard } = await taking.getSession(session.id);
    const moved = until !== session.until || !endsHard;
    Object.assign(session, { until, endsHard });
    return moved;
  } catch (error) {
    if (!error.failure) throw error;
    return false;
  }
}

const heading = progress => (progress.key === 'questions' ? t('assessment_taking.questions_of', progress) : t(`assessment_taking.${progress.key}_of`, progress));

function Bar({ test, where, seconds, percent }) {
  return html`
    <header class="take-bar">
      <div class="take-name"><span class="take-test">${test.name}</span><span class="take-where" aria-hidden="true">${where}</span></div>
      <div class="take-tools"><${LargeText} /><${LookMenu} /></div>
      <${Timer} seconds=${seconds} />
      <div class="take-progress" aria-hidden="true"><div style=${{ transform: `scaleX(${percent / 100})` }}></div></div>
    </header>`;
}

/** What stands in the way of the end. Where no page opens any more, nothing can: whoever cannot answer is not kept. */
function hindrance({ test, missing, least, percent }) {
  const isOpen = test.canGoBack && missing.some(question => !question.isOver);
  const blocking = missing.filter(question => question.blocks);
  if (isOpen && blocking.length) return { isBlocked: true, words: plural('assessment_taking.summary.blocked', blocking.length) };
  if (percent >= least) return { isBlocked: false, words: null };
  return { isBlocked: isOpen, words: t(isOpen ? 'assessment_taking.summary.short' : 'assessment_taking.summary.short_anyway', { least, percent }) };
}

function Summary({ test, missing, least, percent, over, onGo, onFinish, title }) {
  const { isBlocked, words } = hindrance({ test, missing, least, percent });
  return html`
    <div class="take-summary stack">
      <h1 tabindex="-1">${title}</h1>
      <p>${over ? t('assessment_taking.over_text') : missing.length ? plural('assessment_taking.summary.missing', missing.length) : t(`assessment_taking.summary.${test.isOurs ? 'complete' : 'last'}`)}</p>
      ${!over && missing.length > 0 && html`<ul class="take-missing">${missing.map(question => html`
        <li key=${question.number}>
          ${test.canGoBack && !question.isOver
            ? html`<a href="#" onClick=${event => { event.preventDefault(); onGo(question); }}>${t('assessment_taking.summary.question', { number: question.number })}</a>`
            : html`<span>${t('assessment_taking.summary.question', { number: question.number })}</span>`}
          <span class="take-missing-text">${question.text}</span>${question.blocks && html`<span class="take-required">${t('assessment_taking.required')}</span>`}
        </li>`)}</ul>`}
      ${!over && words && html`<${Notice} tone="warn">${words}<//>`}
      ${!over && html`<div><${Button} kind="primary" class="take-finish" why=${isBlocked ? words : undefined} onClick=${onFinish}>${t('assessment_taking.finish')}<//></div>`}
    </div>`;
}

/** Leaves a screen once everything that was answered there has come out of its frame; a second press meanwhile is ignored. */
function useLeaving() {
  const telling = useRef(null);
  const waits = useRef(false);
  const after = async work => {
    if (waits.current) return;
    const tell = telling.current;
    if (tell) {
      waits.current = true;
      await tell();
      waits.current = false;
      if (telling.current !== tell) return; // its time ended meanwhile, and it was left
    }
    work();
  };
  return [telling, after];
}

/** Where a candidate is in a test, and what moves him: { index, screen, ending, seconds, faults, show, back, next, answer, finish }. `ending`: null, "asked" or "time". */
function useSteps({ journal, test, session, state }) {
  const { screens } = test;
  const [index, setIndex] = useState(() => (journal.entry.finishing ? screens.length : resumeAt(screens, journal.entry.timers, journal.entry.page)));
  const [faults, setFaults] = useState({});
  const [ending, setEnding] = useState(journal.entry.finishing ? 'asked' : null);
  const screen = screens[index];
  const [telling, after] = useLeaving();
  const ended = Boolean(ending) || ['done', 'elsewhere', 'finished', 'window'].includes(state.phase);
  const show = to => { setFaults({}); setIndex(to); if (to < screens.length) journal.turn(to + 1); };
  const step = by => { const to = nextOf(screens, journal.entry.timers, index, by); if (to >= 0) show(to); };
  const finish = (why = 'asked') => { setEnding(why); journal.finish().then(() => journal.retry()); };
  const left = useClock({
    journal, screen, session, ahead: useServerClock(), runs: !ended,
    onEnd: () => isMoved(session),
    onOver: () => { announce(t('assessment_taking.over'), { urgent: true }); setIndex(screens.length); finish('time'); },
    onScreenOver: () => { announce(t('assessment_taking.screen_over'), { urgent: true }); step(1); },
  });
  const next = () => {
    const found = test.isOurs ? faultsOf(screen, state.answers[screen.id]) : {};
    setFaults(found);
    const wrong = screen.components.find(component => found[component.id]);
    if (!wrong) { step(1); return; }
    announce(plural('assessment_taking.faults', Object.keys(found).length), { urgent: true });
    const target = document.getElementById(idOf(screen, wrong));
    (target?.matches('fieldset') ? target.querySelector('input, button') : target)?.focus();
  };
  const answer = (component, value) => {
    if (faults[component]) setFaults({ ...faults, [component]: null });
    const typed = ['free_text', 'number', 'slider'].includes(screen.components.find(each => each.id === component)?.type);
    journal.answer(screen.id, component, value, typed ? 0.8 : 0.2);
  };
  return { index, screen, ending, seconds: ended ? Infinity : left, faults, show, back: to => after(() => show(to)), next: () => after(next), answer, finish, telling };
}

const titleOf = (screens, { index, screen, ending }) => (screen ? heading(progressOf(screens, index)) : t(`assessment_taking.${{ asked: 'finishing', time: 'over' }[ending] ?? 'summary.title'}`));

/** One screen, or what is missing at the end. */
function Content({ steps, title, test, state, journal, companyId, pictures, language }) {
  const { screen, index, ending } = steps;
  const { screens } = test;
  const missing = useMemo(() => (screen ? [] : missingOf(screens, state.answers, journal.entry.timers)), [index, state.answers]);
  const lead = question => { steps.show(question.index); requestAnimationFrame(() => document.getElementById(idOf(screens[question.index], { id: question.component }))?.focus()); };
  if (!screen) {
    return html`<${Summary} title=${title} test=${test} missing=${missing} least=${test.leastPercent} percent=${percentOf(screens, state.answers)} over=${Boolean(ending)} onGo=${lead} onFinish=${() => steps.finish()} />`;
  }
  return html`
    <h1 tabindex="-1" class="visually-hidden">${title}</h1>
    <form class="take-form" novalidate onSubmit=${event => { event.preventDefault(); steps.next(); }} id="take-form" key=${screen.id}>
      ${test.isOurs
        ? html`<${Screen} screen=${screen} answers=${state.answers[screen.id]} faults=${steps.faults} onAnswer=${steps.answer} test=${{ id: test.id, companyId, pictures, language }} />`
        : html`<${SandboxScreen} screen=${screen} answers=${state.answers[screen.id]} onAnswer=${steps.answer} telling=${steps.telling} />`}
    </form>`;
}

/** `onDone` when the server has the finished test for good. */
function Steps({ journal, row, test, session, companyId, pictures, onDone, onLeave }) {
  const { screens } = test;
  const state = journal.state.value;
  const steps = useSteps({ journal, test, session, state });
  const { index, screen, ending } = steps;
  const main = useRef(null);
  const title = titleOf(screens, steps);
  useEffect(() => { journal.begin(); }, []); // a save at once: another browser that has the test is found now, not at the first answer
  useEffect(() => { if (state.phase === 'done') onDone(); }, [state.phase]);
  useEffect(() => { document.title = `${title} · ${test.name} · Athenaeum`; }, [title]);
  useLayoutEffect(() => {
    main.current.querySelector('h1').focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [index]);
  const [attempt, { failure }] = useAttempt();
  const carry = () => attempt(async () => go(await carried(journal, row, session), { replace: true }));
  const back = test.canGoBack && !ending ? nextOf(screens, journal.entry.timers, index, -1) : -1;
  return html`
    <${Skip} />
    <${Bar} test=${test} where=${screen ? title : ''} seconds=${steps.seconds} percent=${screens.length ? (index * 100) / screens.length : 100} />
    <main id="main" tabindex="-1" class="take-main" ref=${main}>
      <${Trouble} state=${state} onRetry=${() => journal.retry()} onLeave=${onLeave} onCarry=${session.isCopy && state.reason === 'gone' ? carry : undefined} />
      <${Refused} words=${failure} />
      ${state.taken > 0 && html`<${Notice} tone="info">${plural('assessment_taking.taken', state.taken)}<//>`}
      <${Content} steps=${steps} title=${title} test=${test} state=${state} journal=${journal} companyId=${companyId} pictures=${pictures} language=${row.language} />
    </main>
    <footer class="take-foot">
      ${back >= 0 ? html`<${Button} icon="left" onClick=${() => steps.back(back)}>${t('components.back')}<//>` : html`<span></span>`}
      <${SaveState} state=${state} />
      ${screen ? html`<${Button} kind="primary" type="submit" form="take-form">${t('assessment_taking.next')}<//>` : html`<span></span>`}
    </footer>
    ${['elsewhere', 'window', 'finished'].includes(state.phase) && html`<${Taken} journal=${journal} phase=${state.phase} onLeave=${onLeave} onTaken=${() => steps.show(resumeAt(screens, journal.entry.timers, journal.entry.page))} />`}`;
}

function Taken({ journal, phase, onLeave, onTaken }) {
  const [attempt, { failure, busy }] = useAttempt();
  const take = async () => { if (await attempt(() => journal.takeOver())) onTaken(); };
  const leave = () => (phase === 'finished' ? journal.drop().then(onLeave) : onLeave());
  return html`<${Elsewhere} phase=${phase} busy=${busy} refused=${html`<${Refused} words=${failure} />`} onTake=${take} onLeave=${leave} />`;
}

/** The test could not be fetched: tried again by hand, and when the server is back. */
function NotOpened({ failure, retry, onLeave }) {
  useEffect(() => whenBack(retry), [failure]);
  return html`<${Failed} words=${{ ...describe(failure), text: t('assessment_taking.not_begun') }} retry=${retry}
    actions=${html`<${Button} onClick=${onLeave}>${t('assessment_taking.to_overview')}<//>`} />`;
}

export function Running(props) {
  const { row, test, onLeave } = props;
  const [tries, setTries] = useState(0);
  const journal = useJournal(props, tries);
  const again = () => setTries(tries + 1);
  const [, turn] = useState(0);
  const inner = !journal
    ? html`<main id="main" class="take-main"><h1 class="visually-hidden">${test.name}</h1><${Skeleton} lines=${6} /></main>`
    : journal.failure
      ? html`<main id="main" class="take-main"><h1>${test.name}</h1><${NotOpened} failure=${journal.failure} retry=${again} onLeave=${onLeave} /></main>`
      : !journal.entry
        ? html`<main id="main" class="take-main"><h1>${test.name}</h1><${Taken} journal=${journal} phase="window" onLeave=${onLeave} onTaken=${() => turn(1)} /></main>`
        : html`<${Steps} key=${row.id} ...${props} journal=${journal} />`;
  return html`<div class="take" data-large=${isLarge() ? 'yes' : undefined}>${inner}</div>`;
}
