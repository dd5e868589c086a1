// What the editor of a test knows: its entries, what is wrong with them, whether they are stored. What is not stored is kept in this browser.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import * as tests from '../../api/itr/tests.js';
import { t } from '../../i18n/text.js';
import { confirm } from '../../components/dialog.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import * as drafts from '../../state/drafts.js';
import { whenBack } from '../../state/online.js';
import { stale } from '../../state/resource.js';
import { at } from './places.js';
import * as model from './test-model.js';
import { faultWord } from './test-words.js';

const pause = 500;

export const draftOf = id => `test:${id}`;

/** Keeps entries in this browser a moment after the last key, and at once when the page goes; false where there is no room. */
function useDraft(name, entries, isChanged, mark) {
  const [fits, setFits] = useState(true);
  const latest = useRef(null);
  latest.current = isChanged ? { entries, mark } : null;
  const write = () => { if (latest.current) setFits(drafts.write(name, latest.current)); };
  useEffect(() => {
    if (!isChanged) { drafts.drop(name); return undefined; }
    const timer = setTimeout(write, pause);
    return () => clearTimeout(timer);
  }, [entries, isChanged]);
  useEffect(() => {
    const leave = event => { write(); if (latest.current && !drafts.read(name)) event.preventDefault(); }; // what cannot be kept is asked for
    addEventListener('beforeunload', leave);
    addEventListener('pagehide', write);
    return () => { removeEventListener('beforeunload', leave); removeEventListener('pagehide', write); if (latest.current) drafts.write(name, latest.current); };
  }, []);
  return fits;
}

/** Asks the server what is wrong: once somebody wanted to know, after every change. */
function useChecks(entries, kept) {
  const [asked, setAsked] = useState(0);
  const [found, setFound] = useState({ faults: [], words: null, busy: false, of: null });
  const run = useRef(null);
  run.current = async signal => {
    const local = model.check(entries);
    setFound(before => ({ ...before, busy: true }));
    try {
      const answer = await tests.attempt({ test: model.toWire(entries, kept) }, signal);
      if (!signal.aborted) setFound({ faults: [...local, ...answer.faults], words: null, busy: false, of: entries });
    } catch (error) {
      if (signal.aborted) return;
      if (!error.failure) throw error;
      setFound(before => ({ ...before, faults: local, words: describe(error.failure, { typed: true }), busy: false, of: entries }));
    }
  };
  useEffect(() => {
    if (!asked) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => run.current(stop.signal), found.of === null ? 0 : pause);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [asked, entries]);
  const ask = () => { setFound(before => ({ ...before, of: null })); setAsked(count => count + 1); };
  useEffect(() => (found.words ? whenBack(ask) : undefined), [found.words]);
  return { ...found, isAsked: asked > 0, ask };
}

/** Which part of the test is open; a fault opens what shows it and takes focus. */
function useView(entries, isNew) {
  const [view, setView] = useState({ s: 0, c: null, norm: 0, scale: 0, rules: { scale: '', shown: 100 }, key: 0 });
  const aim = useRef(null);
  const show = changes => setView(before => ({ ...before, ...changes }));
  useLayoutEffect(() => {
    if (!aim.current) return;
    for (let path = aim.current; path.length; path = path.slice(0, -1)) {
      const node = document.getElementById(model.placeOf(path));
      if (node) { aim.current = null; (node.matches('fieldset') ? node.querySelector('input, select, button') ?? node : node).focus(); return; }
    }
  });
  const focus = (...path) => { aim.current = path.map(String); };
  const jump = ({ path }, query) => {
    const [part, i, inside, j] = path;
    if (part === 'screens') show({ s: Number(i), c: inside === 'components' && j !== undefined ? entries.screens[i]?.components[j]?.id ?? null : null });
    if (part === 'scoreRules') show({ rules: { scale: '', shown: Math.max(100, Number(i) + 1) } });
    if (part === 'norms') show({ norm: Number(i), scale: Math.max(0, entries.scales.findIndex(scale => scale.id === entries.norms[i]?.normColumns[j]?.scaleID)) });
    focus(...path);
    if (isNew && part === 'TestName') { show({}); return; } // it stands above all tabs
    go(`?${new URLSearchParams({ ...query, tab: model.tabOf({ path }) })}`, { keep: true });
  };
  return { view, show, focus, jump };
}

/** May mine replace what somebody else stored since? Asks only where both changed the same part. */
async function agreed(kept, changes, isOutdated) {
  const now = await tests.get(kept.ID).catch(() => null);
  const both = now && Object.keys(changes).some(name => !model.same(now[name], kept[name]));
  return !(isOutdated || both) || confirm({ title: t('assessment_tests.meanwhile_title'), text: t('assessment_tests.meanwhile_text'), verb: t('assessment_tests.meanwhile_verb'), danger: true });
}

/** `send` resolves to whether it was stored, `done` follows; { busy, failure, at, save } for the page. */
function useSaving(send, done) {
  const [attempt, { failure, busy }] = useAttempt({ typed: true });
  const [at, setAt] = useState(null);
  const save = async () => {
    if (busy) return false;
    setAt(null);
    let isStored = false;
    await attempt(send, stored => { isStored = stored; });
    if (!isStored) return false;
    done();
    setAt(new Date());
    return true;
  };
  return { busy, failure, at, save };
}

/** `stored`: the test in documented names, null for a new one; `fresh`: entries of a new one. */
export function useEditor({ stored, fresh, isCentral, reload }) {
  const name = draftOf(stored?.ID ?? 'new');
  const draft = useMemo(() => drafts.read(name), []);
  const [kept, setKept] = useState(stored);
  const [entries, setEntries] = useState(draft?.entries ?? (stored ? model.fromWire(stored) : fresh));
  const mark = useMemo(() => kept && model.fingerprint(kept), [kept]); // which version the changes began from
  const [isOutdated, setOutdated] = useState(Boolean(draft && stored && draft.mark !== mark));
  const latest = useRef(entries);
  latest.current = entries;
  const before = useMemo(() => (kept ? model.toWire(model.fromWire(kept), kept) : model.toWire(fresh)), [kept]);
  const changes = useMemo(() => model.changesOf(before, model.toWire(entries, kept ?? {})), [entries, before]);
  const isChanged = Object.keys(changes).length > 0;
  const fits = useDraft(name, entries, isChanged, isOutdated ? draft?.mark ?? '-' : mark);
  const checks = useChecks(entries, kept ?? {});
  const places = useView(entries, !kept);
  const faults = useMemo(() => new Map(checks.faults.map(found => [found.path.join('.'), faultWord(found)])), [checks.faults]);
  const put = next => { latest.current = typeof next === 'function' ? next(latest.current) : next; setEntries(latest.current); };

  useEffect(() => { // somebody else's change: taken over while nothing of ours is open, else told
    if (!stored || stored === kept) return;
    if (isChanged) { if (!model.same(stored, kept)) { setKept(stored); setOutdated(true); } return; }
    setKept(stored);
    put(model.fromWire(stored));
  }, [stored]);

  const saving = useSaving(async () => {
    if (kept && !(await agreed(kept, changes, isOutdated))) return false;
    await tests.save(entries.id, { ID: entries.id, ...(kept ? changes : model.toWire(entries)) }, { isCentral });
    return true;
  }, () => {
    drafts.drop(name);
    setKept({ ...kept, ...model.toWire(entries, kept ?? {}), ID: entries.id });
    setOutdated(false);
    stale(at.tests);
    reload?.(); // what was asked for before this does not come any more
  });
  const reset = () => { drafts.drop(name); setOutdated(false); put(kept ? model.fromWire(kept) : fresh); };
  const faultAt = (...path) => faults.get(path.join('.'));
  return {
    entries, put, kept, isNew: !kept, isCentral, isChanged, isRestored: Boolean(draft), isOutdated, fits, checks, saving, reset, faultAt, ...places,
    /** What a field component needs besides its label. */
    field: (path, value, onValue) => ({ id: model.placeOf(path), error: faultAt(...path), value, onValue }),
  };
}
