// A test while it is taken: where one is, what is missing, where Next and Back lead, when time is told. No browser needed.
import { faultOf, isQuestion } from './components/answers.js';

/** Every question in its order, with its number and the screen that it stands on. */
export const questionsOf = screens => screens
  .flatMap((screen, index) => (screen.components ?? []).filter(isQuestion).map(component => ({ index, screen: screen.id, component: component.id, text: component.text || component.name, definition: component })))
  .map((question, i) => ({ ...question, number: i + 1 }));

/** What stands above a screen: "Question 4 of 30", "Questions 4 to 6 of 30", or "Page 2 of 9" where it asks nothing. */
export function progressOf(screens, index) {
  const questions = questionsOf(screens);
  const here = questions.filter(question => question.index === index);
  if (!here.length) return { key: 'page', number: index + 1, of: screens.length };
  if (here.length === 1) return { key: 'question', number: here[0].number, of: questions.length };
  return { key: 'questions', first: here[0].number, last: here.at(-1).number, of: questions.length };
}

/** Component id → fault of what stands on a screen. */
export const faultsOf = (screen, answers = {}) => Object.fromEntries((screen.components ?? []).map(component => [component.id, faultOf(component, answers[component.id])]).filter(([, fault]) => fault));

export const limitOf = screen => (screen.components ?? []).find(component => component.type === 'timer')?.seconds ?? null;

const isOver = (screen, timers) => limitOf(screen) !== null && timers[screen.id] === 0;

/** The screen that Next (1) or Back (-1) leads to; those whose time is over are passed. `screens.length` is the summary, -1 nowhere. */
export function nextOf(screens, timers, index, step) {
  let at = index + step;
  while (at >= 0 && at < screens.length && isOver(screens[at], timers)) at += step;
  return at;
}

/** Questions without an answer that counts; `blocks`: the test cannot be finished without it. Where time is over nothing blocks. */
export const missingOf = (screens, answers, timers) => questionsOf(screens)
  .map(question => ({ ...question, fault: faultOf(question.definition, answers[question.screen]?.[question.component]), isEmpty: !answers[question.screen]?.[question.component], isOver: isOver(screens[question.index], timers) }))
  .filter(question => question.isEmpty || question.fault)
  .map(question => ({ ...question, blocks: Boolean(question.fault) && !question.isOver }));

/** Of a hundred questions, how many are answered. */
export function percentOf(screens, answers) {
  const questions = questionsOf(screens);
  const answered = questions.filter(question => answers[question.screen]?.[question.component] && !faultOf(question.definition, answers[question.screen][question.component]));
  return questions.length ? Math.floor((answered.length * 100) / questions.length) : 100;
}

const warnings = [600, 300, 60];

/** Minutes to tell when the time that is left went from `before` to `after` seconds; null when none of the three was passed. */
export const warningOf = (before, after) => { const passed = warnings.filter(seconds => before > seconds && after <= seconds); return passed.length ? passed.at(-1) / 60 : null; };

/** The seconds after `passed` ones: what was used, what is left of everything and of this screen, and what ended. */
export function ticked({ used, timeLeft, timers }, passed, { screen, endsIn = Infinity }) {
  const limit = screen ? limitOf(screen) : null;
  const rest = limit === null ? null : Math.max(0, (timers[screen.id] ?? limit) - passed);
  const whole = Math.max(0, timeLeft - passed);
  return {
    used: used + passed, timeLeft: whole, timers: rest === null ? timers : { ...timers, [screen.id]: Math.round(rest * 10) / 10 },
    shown: Math.min(whole, rest ?? Infinity, Math.max(0, endsIn)), isOver: whole === 0 || endsIn <= 0, isScreenOver: rest === 0,
  };
}

/** Where a test goes on: at the screen that was open, or the next one whose time is not over. */
export function resumeAt(screens, timers, page) {
  const index = Math.min(Math.max(0, page - 1), screens.length);
  return index < screens.length && isOver(screens[index], timers) ? nextOf(screens, timers, index, 1) : index;
}

/** What can be done with a session now: soon · open · over · done. */
export function stateOfSession(session, now = Date.now()) {
  const grace = 5 * 60_000;
  if (session.status >= 30) return 'done';
  if (now < Date.parse(session.from) - grace) return 'soon';
  if (now > Date.parse(session.until) + grace && (session.status < 20 || session.endsHard)) return 'over';
  return 'open';
}
