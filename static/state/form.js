// What a form knows: entries, faults, whether it is sending. Server words become ours here, once.
import { useEffect, useId, useMemo, useRef, useState } from '../vendor/ui.js';
import { describe, fault } from '../errors/words.js';
import * as drafts from './drafts.js';
import { afterAway } from './online.js';

// Refusals that belong to one field, whatever the form.
const usual = { username_taken: 'username', email_taken: 'email', wrong_code: 'code' };

/**
 * start   first values by field name
 * check   values → { field: code } of what is wrong before sending (a code of errors/words.js)
 * send    values → promise; rejects with an error that has `failure`
 * done    answer → nothing
 * draft   name of the object whose entries are kept in this browser until they are saved; `secret` fields never are
 * focus   the field that takes focus when the form appears
 * places  { code: field } for refusals of the whole that belong to one field (besides `usual`)
 * names   { 'server.path': 'field' } where the server calls a field otherwise
 */
export function useForm({ start, check = () => ({}), send, done, draft = null, secret = [], focus = null, names = {}, places = {} }) {
  const kept = useMemo(() => (draft ? drafts.read(draft) : null), [draft]);
  const [values, setValues] = useState({ ...start, ...kept });
  const [faults, setFaults] = useState({});
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const [saved, setSaved] = useState(false);
  const prefix = useId(); // two forms of one page may ask for the same name
  const idOf = name => `${prefix}-${name}`;
  const labels = useRef({});
  const sending = useRef(false);
  const latest = useRef(values);
  latest.current = values;

  // At once, not in an effect: a page that is closed at the next moment loses nothing.
  const keep = entries => {
    if (!draft) return;
    const open = all => Object.fromEntries(Object.entries(all).filter(([name]) => !secret.includes(name)));
    if (JSON.stringify(open(entries)) === JSON.stringify(open(start))) drafts.drop(draft); // taken back: nothing to offer again
    else drafts.write(draft, open(entries));
  };

  useEffect(() => afterAway(failure, setFailure), [failure]);
  useEffect(() => { if (focus) document.getElementById(idOf(focus))?.focus(); }, []);

  const set = (name, value) => {
    latest.current = { ...latest.current, [name]: value };
    keep(latest.current);
    setValues(latest.current);
    setSaved(false);
  };

  function refuse(found, whole) {
    setFaults(found);
    setFailure(whole);
    setRound(count => count + 1);
  }

  async function submit() {
    if (sending.current) return;
    const found = Object.fromEntries(Object.entries(check(latest.current)).filter(([, code]) => code).map(([name, code]) => [name, { code }]));
    if (Object.keys(found).length) { refuse(found, null); return; }
    sending.current = true;
    setBusy(true);
    setFaults({}); // what was mended is not said again while it is sent
    setFailure(null);
    try {
      const answer = await send(latest.current);
      if (draft) drafts.drop(draft);
      setSaved(true);
      done?.(answer);
    } catch (error) {
      if (!error.failure) throw error;
      const at = { ...usual, ...places }[error.failure.code];
      if (at && at in latest.current && error.failure.fields.length === 0) refuse({ [at]: { code: error.failure.code } }, null);
      else refuse(Object.fromEntries(error.failure.fields.map(field => [names[field.path] ?? field.path, field])), error.failure);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }

  /** Everything a field component needs; `label` is needed for the summary too. */
  const field = (name, props = {}) => {
    labels.current[name] = props.label;
    return { ...props, id: idOf(name), name, value: values[name], error: faults[name] && fault(faults[name]), onValue: value => set(name, value) };
  };

  const known = name => name in labels.current;
  const summary = Object.entries(faults).map(([name, found]) => ({ id: known(name) ? idOf(name) : null, label: labels.current[name] ?? (name || null), text: fault(found) }));
  const whole = failure && !(failure.kind === 'invalid' && failure.fields.length) ? describe(failure, { typed: true }) : null;

  const reset = (next = start) => {
    if (draft) drafts.drop(draft);
    setValues({ ...next });
    setFaults({});
    setFailure(null);
    setSaved(false);
  };
  return { values, set, field, idOf, submit, busy, summary, words: whole, failure, round, saved, reset, restored: Boolean(kept) };
}
