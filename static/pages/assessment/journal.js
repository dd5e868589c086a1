// The journal of a test: every answer is written down in this browser before it is sent, and stays until the server has it for good.
//
// It is sent whole, numbered, one save after the other, and again with growing pauses until it is answered. `state` tells pages how it stands:
//   phase   saved · saving · kept (here; sent again by itself) · elsewhere (another browser has the test) · window (another window has it) · refused · finished · done
//   reason  of kept and refused: offline, server, ended, over, not_open, too_long, gone, other
import { signal } from '../../vendor/ui.js';
import { knownOf, lessTime, merged, nextSequence, othersOf, pauseAfter, resultsOf, sentOf, stateOf } from './journal-merge.js';

const slow = 30;

/** What follows from a refused save: the phase, its reason, and in how many seconds it is tried again (null: not by itself). */
export function judge(failure, failures, random) {
  const { kind, code } = failure;
  if (code === 'elsewhere' || code === 'finished') return { phase: code, reason: null, again: null };
  if (code === 'gone') return { phase: 'refused', reason: 'gone', again: null };
  if (code === 'over' || code === 'not_open' || code === 'too_long') return { phase: 'refused', reason: code, again: slow };
  if (kind === 'offline' || kind === 'ended') return { phase: 'kept', reason: kind, again: pauseAfter(failures, random) };
  if (['unavailable', 'server', 'limited', 'paused', 'unexpected'].includes(kind)) return { phase: 'kept', reason: 'server', again: Math.max(failure.retryAfter ?? 0, pauseAfter(failures, random)) };
  return { phase: 'refused', reason: 'other', again: slow };
}

/** An entry out of what is kept here and what the server has. */
export function entryOf({ before, row, screens, owner, tab, browser }) {
  const mine = before?.owner === owner ? before : null;
  const theirs = stateOf(screens, row.results);
  const { answers, taken, isNew } = merged({ ours: mine?.answers, known: mine?.known, theirs: theirs.answers });
  const revision = (mine?.revision ?? 0) + 1;
  return {
    taken,
    entry: {
      id: row.id, owner, sessionId: row.sessionId, tab, browser: mine?.browser ?? browser, sequence: mine?.sequence ?? 0, answers, known: sentOf(mine?.known, theirs.answers),
      timers: lessTime(mine?.timers, theirs.timers), timeLeft: lessTime({ all: mine?.timeLeft ?? Infinity }, { all: theirs.timeLeft ?? Infinity }).all, used: Math.max(mine?.used ?? 0, row.usedSeconds ?? 0),
      page: mine?.page ?? (row.status >= 20 ? (row.page ?? 0) + 1 : 0), revision, acked: isNew || mine?.finishing ? revision - 1 : revision, finishing: mine?.finishing ?? null, startedAt: mine?.startedAt ?? (row.status >= 20 ? row.startedAt : null), at: Date.now(),
    },
  };
}

const finite = value => (Number.isFinite(value) ? value : null);

/** What is sent of an entry; `others`: what the server's results hold beside it. */
export function bodyOf(entry, screens, asked, others = {}) {
  const answered = asked.filter(({ screen, component }) => entry.answers[screen]?.[component]).length;
  return {
    Results: resultsOf(screens, entry.answers, { timers: entry.timers, timeLeft: finite(entry.timeLeft), others }), Status: entry.finishing ? 30 : 20, CurrentPage: Math.max(0, entry.page - 1), TotalPages: screens.length,
    PercentageOfQuestionsAnswered: asked.length ? Math.floor((answered * 100) / asked.length) : 100, TotalTestTime: Math.round(entry.used), TestStart: entry.startedAt, ...(entry.finishing && { TestEnd: entry.finishing }),
  };
}

/**
 * store    journal-store.js; `windows`: journal-windows.js
 * row      the session test as the server has it; `reread()` gets it again
 * screens  of the test; `asked`: its questions as [{ screen, component }]
 * tab      this opening of it: one that was opened later takes over what is written here
 * seconds  for the whole test (Infinity: no limit)
 * send     ({ body, sequence, browser, takeOver, leaving }) → promise
 */
export class Journal {
  constructor({ store, windows, row, reread, screens, asked, owner, tab, newId, send, seconds = Infinity, clock = globalThis, random = Math.random }) {
    Object.assign(this, { store, windows, row, reread, screens, asked, owner, tab, newId, send, seconds, clock, random });
    this.state = signal({ phase: 'saved', reason: null, at: null, isSafe: store.kind !== 'memory', answers: {}, taken: 0 });
    this.entry = null;
    this.failures = 0;
    this.takesOver = false;
  }

  show(change) { this.state.value = { ...this.state.peek(), ...change, answers: this.entry?.answers ?? {} }; }

  /** Opens it here. Resolves to false when another window of this browser has it, unless `take` says to go on in this one. */
  async open({ take = false } = {}) {
    if (!take && await this.windows.ask(this.row.id)) { this.show({ phase: 'window' }); return false; }
    this.windows.take(this.row.id);
    let made;
    const put = before => { made = entryOf({ before, row: this.row, screens: this.screens, owner: this.owner, tab: this.tab, browser: this.newId() }); return made.entry; };
    try {
      await this.store.change(this.row.id, put);
    } catch {
      put(undefined);
      this.show({ isSafe: false });
    }
    this.entry = { ...made.entry, timeLeft: this.seconds === Infinity ? Infinity : Math.min(made.entry.timeLeft ?? Infinity, this.seconds) };
    this.release = this.windows.hold(this.row.id, () => this.lose());
    this.show({ phase: this.isSent() ? 'saved' : 'kept', reason: null, taken: made.taken });
    return true;
  }

  isSent() { return this.entry.acked >= this.entry.revision; }

  lose() {
    this.clock.clearTimeout(this.timer);
    this.isLost = true;
    this.show({ phase: 'window', reason: null });
  }

  /** Writes the entry down; resolves when it is safe, or when this browser has no place for it. */
  async persist() {
    this.entry = { ...this.entry, at: Date.now() };
    try {
      const kept = await this.store.change(this.row.id, before => (before && before.tab !== this.tab ? undefined : this.entry));
      if (kept === undefined) this.lose();
    } catch {
      this.show({ isSafe: false });
    }
  }

  async change(part, delay) {
    if (this.isLost) return;
    this.entry = { ...this.entry, ...part, revision: this.entry.revision + 1 };
    const { phase } = this.state.peek();
    this.show(phase === 'saved' ? { phase: 'saving', reason: null } : {});
    await this.persist();
    this.soon(delay);
  }

  answer(screen, component, value, delay = 0.2) {
    const answers = { ...this.entry.answers, [screen]: { ...this.entry.answers[screen], [component]: value } };
    return this.change({ answers }, delay);
  }

  /** At which screen the candidate is, from 1. */
  turn(page) { return this.entry.page === page ? Promise.resolve() : this.change({ page }, 0); }

  begin() { return this.change({ startedAt: this.entry.startedAt ?? new Date().toISOString(), page: this.entry.page || 1 }, 0); }

  /** Seconds that were used and are left; sent along with the next save, or by itself now and then. */
  time(part, { save = false } = {}) {
    if (this.isLost) return Promise.resolve();
    if (save) return this.change(part, 0);
    this.entry = { ...this.entry, ...part };
    return this.persist();
  }

  finish() { return this.change({ finishing: new Date().toISOString() }, 0); }

  soon(seconds) {
    if (this.failures && seconds < 1) return; // a pause is running; it ends by itself or by `retry`
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.pump(), seconds * 1000);
  }

  /** The network is back, or somebody pressed the button. */
  retry() {
    if (this.isLost || !this.entry || this.isSent()) return;
    this.failures = 0;
    this.soon(0);
  }

  async pump() {
    if (this.isPumping || this.isLost) return;
    this.isPumping = true;
    try {
      while (!this.isSent() && !this.isLost && await this.push());
    } finally {
      this.isPumping = false;
    }
  }

  body(entry) { return bodyOf(entry, this.screens, this.asked, othersOf(this.screens, this.row.results)); }

  /** One save; true when it was answered. */
  async push() {
    this.entry = { ...this.entry, sequence: nextSequence(this.entry.sequence, Date.now()), known: sentOf(this.entry.known, this.entry.answers) };
    await this.persist();
    if (this.isLost) return false;
    const sent = this.entry;
    if (this.state.peek().phase === 'saved') this.show({ phase: 'saving' });
    try {
      await this.send({ body: this.body(sent), sequence: sent.sequence, browser: sent.browser, takeOver: this.takesOver });
    } catch (error) {
      if (!error.failure) throw error;
      this.failed(error.failure);
      return false;
    }
    await this.stored(sent);
    return true;
  }

  async stored(sent) {
    this.failures = 0;
    this.takesOver = false;
    this.entry = { ...this.entry, acked: Math.max(this.entry.acked, sent.revision), known: knownOf(sent.answers) };
    if (sent.finishing && this.isSent()) {
      await this.drop();
      this.show({ phase: 'done', reason: null, at: Date.now() });
      return;
    }
    await this.persist();
    this.show({ phase: this.isLost ? 'window' : this.isSent() ? 'saved' : 'saving', reason: null, at: Date.now() });
  }

  failed(failure) {
    this.failures += 1;
    const { phase, reason, again } = judge(failure, this.failures, this.random());
    this.show({ phase, reason });
    if (again !== null && !this.isClosed) this.soon(Math.max(1, again));
  }

  /** Goes on here with a test that another browser or window has: with its answers, and with what only this one has. */
  async takeOver() {
    this.row = await this.reread();
    this.takesOver = this.state.peek().phase === 'elsewhere';
    this.isLost = false;
    this.failures = 0;
    this.release?.();
    await this.open({ take: true });
    await this.change({}, 0);
  }

  /** It is finished: nothing of it stays in this browser. */
  async drop() {
    this.isLost = true; // nothing is written here any more
    this.release?.();
    await this.store.change(this.row.id, () => null).catch(() => {});
  }

  /** The page is left. What is under way goes on; nothing is begun again. `gone`: the whole document goes. */
  close({ gone = false } = {}) {
    this.isClosed = !gone;
    if (!gone) this.release?.();
    if (!this.entry || this.isSent() || this.isLost || ['elsewhere', 'finished', 'done'].includes(this.state.peek().phase)) return;
    this.clock.clearTimeout(this.timer);
    if (!gone) { this.pump(); return; }
    this.entry = { ...this.entry, sequence: nextSequence(this.entry.sequence, Date.now()), known: sentOf(this.entry.known, this.entry.answers) };
    this.persist();
    this.send({ body: this.body(this.entry), sequence: this.entry.sequence, browser: this.entry.browser, takeOver: false, leaving: true }).catch(() => {});
  }
}
