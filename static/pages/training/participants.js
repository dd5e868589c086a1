// Who takes part: attendance by one key each or for many at once, feedback, and the list as a file.
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { compare, number, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as registrations from '../../api/kms/registrations.js';
import { address } from '../../components/address.js';
import { announce } from '../../components/announcer.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Empty } from '../../components/empty.js';
import { Notice } from '../../components/notice.js';
import { Progress } from '../../components/progress.js';
import { Refused } from '../../components/refused.js';
import { saveCsv } from '../../components/save-file.js';
import { Status } from '../../components/status.js';
import { stale } from '../../state/resource.js';
import { registrationRows } from './registration-rows.js';
import { forEach } from '../../state/many.js';
import { Score } from './stars.js';

const perPage = 100;
// What may follow on what; the server holds the same and is asked all the same.
const next = { REGISTERED: ['ATTENDED', 'COMPLETED', 'CANCELLED'], ATTENDED: ['COMPLETED', 'REGISTERED'], COMPLETED: [], CANCELLED: ['REGISTERED'] };

export const nameOf = (row, names) => names.get(row.userId) ?? t('training.person_number', { id: String(row.userId) });

const cannotFollow = failure => (failure.kind === 'invalid' ? t('training.cannot_follow') : undefined);

/** Arrows go to the next button of the column, letters set a state; Space is the button's own. */
function useMarks(set) {
  const box = useRef(null);
  const place = useRef(-1);
  useEffect(() => { // a row that left the list took the focus along: the next one gets it
    if (place.current < 0 || document.activeElement !== document.body) return;
    const marks = [...box.current.querySelectorAll('.mark')];
    marks[Math.min(place.current, marks.length - 1)]?.focus();
  });
  const keys = event => {
    const mark = event.target.closest('.mark');
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    const marks = [...box.current.querySelectorAll('.mark')];
    const at = marks.indexOf(mark);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    const state = { a: 'ATTENDED', c: 'COMPLETED', r: 'REGISTERED' }[event.key];
    if (to === undefined && !state) return;
    event.preventDefault();
    event.stopPropagation();
    if (state) set(Number(mark.dataset.row), state);
    else marks[Math.max(0, Math.min(marks.length - 1, to))].focus();
  };
  const focused = event => { const marks = [...box.current.querySelectorAll('.mark')]; place.current = marks.indexOf(event.target.closest('.mark')); };
  return { box, keys, focused };
}

/** Changing states: at once in the table, back again when the server refuses. */
function useStates({ rows, put, names }) {
  const latest = useRef(rows);
  latest.current = rows;
  const [failure, fail] = useState(null);
  const [work, setWork] = useState(null);
  const replace = changed => { latest.current = latest.current.map(row => (row.id === changed.id ? changed : row)); put(latest.current); };
  const lines = useRef(new Map()); // registration → its changes that are under way, one after the other
  const one = async (id, state) => {
    const before = latest.current.find(row => row.id === id);
    if (!before || !next[before.status].includes(state)) return;
    const line = lines.current.get(id) ?? { sure: before, waiting: 0, last: null };
    lines.current.set(id, line);
    fail(null);
    replace({ ...before, status: state });
    announce(`${nameOf(before, names)}: ${status('registration', state).word}`);
    line.waiting += 1;
    const earlier = line.last;
    line.last = (async () => {
      await earlier;
      const answer = await forEach([before], async () => { line.sure = await registrations.update(id, state); }, { name: row => nameOf(row, names), word: cannotFollow });
      for (const { name, text } of answer.refused) fail({ title: `${name}: ${text}`, text: t('training.mark_back') });
      line.waiting -= 1;
      if (line.waiting > 0) return;
      lines.current.delete(id);
      replace(line.sure);
      stale('/app/training/');
    })();
    await line.last;
  };
  const many = async (chosen, state) => {
    const stop = new AbortController();
    fail(null);
    const answer = await forEach(chosen.filter(row => row.status !== state), async row => replace(await registrations.update(row.id, state)), {
      name: row => nameOf(row, names), word: cannotFollow, stop: stop.signal, progress: found => setWork({ ...found, state, stop: () => stop.abort() }),
    });
    setWork(null);
    stale('/app/training/');
    return { done: answer.done.length, refused: answer.refused };
  };
  return { failure, work, one, many };
}

const Work = ({ work }) => html`<div class="stack">
  <${Progress} value=${work.at / work.total} label=${t('training.marking')} detail=${t(work.waits ? 'training.marking_waits' : 'training.marking_at', { done: work.at, total: work.total })} />
  <div><${Button} small onClick=${work.stop}>${t('training.stop')}<//></div></div>`;

function Mark({ row, name, set }) {
  if (!['REGISTERED', 'ATTENDED'].includes(row.status)) return null;
  const on = row.status === 'ATTENDED';
  const turn = () => set(row.id, on ? 'REGISTERED' : 'ATTENDED');
  return html`<${Button} small class="mark" data-row=${row.id} aria-pressed=${on} icon=${on ? 'check' : undefined} label=${t('training.mark_of', { name })} onClick=${turn}>${t('training.mark')}<//>`;
}

/** The page of those who fit the filters: by name, who cancelled last. */
function pageOf(rows, names, query) {
  const wanted = (query.who ?? '').trim().toLowerCase();
  const fitting = rows.filter(row => (!query.state || row.status === query.state) && nameOf(row, names).toLowerCase().includes(wanted));
  const isGone = row => row.status === 'CANCELLED';
  const sorted = fitting.sort((a, b) => isGone(a) - isGone(b) || compare(nameOf(a, names), nameOf(b, names)) || a.id - b.id);
  const page = Math.max(1, Number(query.page) || 1);
  return { rows: sorted.slice((page - 1) * perPage, page * perPage), total: sorted.length, page, pages: Math.ceil(sorted.length / perPage) };
}

const columnsOf = (names, set) => [
  { label: 'training.person', main: true, cell: row => nameOf(row, names) },
  { label: 'training.state', status: true, narrow: true, cell: row => html`<${Status} noun="registration" value=${row.status} />` },
  { label: 'training.attendance', fact: true, narrow: true, cell: row => html`<${Mark} row=${row} name=${nameOf(row, names)} set=${set} />` },
  { label: 'training.registered_at', narrow: true, cell: row => html`<${DateTime} value=${row.registeredAt} as="date" />` },
  { label: 'training.feedback', fact: true, narrow: true, cell: row => html`<${Score} value=${row.score} />` },
];

const cancelling = () => ({ title: t('training.cancel_many_title'), text: t('training.cancel_many_text'), verb: t('training.cancel_many'), danger: true });

const bulkOf = many => [
  { label: 'training.set_attended', icon: 'check', run: chosen => many(chosen, 'ATTENDED') },
  { label: 'training.set_completed', icon: 'done', run: chosen => many(chosen, 'COMPLETED') },
  { label: 'training.set_registered', run: chosen => many(chosen, 'REGISTERED') },
  { label: 'training.cancel_many', danger: true, run: async chosen => ((await confirm(cancelling())) ? many(chosen, 'CANCELLED') : null) },
];

const Answer = ({ done, refused }) => html`
  <${Notice} tone="warn" role="alert" title=${t('components.table.part_done', { done: number(done), refused: number(refused.length) })}>
    <ul class="plain">${refused.map(entry => html`<li key=${entry.row.id}><strong>${entry.name}</strong>: ${entry.text}</li>`)}</ul><//>`;

const NoMatch = () => html`<${Empty} icon="filter" title=${t('components.table.no_match')}
  action=${html`<${ButtonLink} href=${address({}, { tab: 'participants' })}>${t('components.table.clear')}<//>`} />`;

const states = () => Object.keys(next).map(value => ({ value, label: status('registration', value).word }));

export function Participants({ training, rows, names, query, put }) {
  const { failure, work, one, many } = useStates({ rows, put, names });
  const [answer, setAnswer] = useState(null);
  const marks = useMarks(one);
  const shown = useMemo(() => pageOf(rows, names, query), [rows, names, query.who, query.state, query.page]);
  const waiting = rows.filter(row => row.status === 'REGISTERED');
  const everybody = async () => {
    if (!(await confirm({ title: t('training.all_title', { count: waiting.length }), text: t('training.all_text'), verb: t('training.all_verb') }))) return;
    const found = await many(waiting, 'ATTENDED');
    setAnswer(found.refused.length ? found : null);
  };
  const exported = () => saveCsv(registrationRows(rows, names, new Map([[training.id, training.title]])), `participants-${training.id}.csv`);
  if (!rows.length) return html`<${Empty} icon="people" level=${2} title=${t('training.nobody')}>${t('training.nobody_text')}<//>`;
  return html`<div class="stack" ref=${marks.box} onKeyDown=${marks.keys} onFocusIn=${marks.focused}>
    <div class="row">
      ${waiting.length > 0 && html`<${Button} icon="check" busy=${Boolean(work)} onClick=${everybody}>${t('training.all')}<//>`}
      <${Button} icon="download" onClick=${exported}>${t('training.csv.save')}<//>
    </div>
    <${Refused} words=${failure} />
    ${answer && html`<${Answer} done=${answer.done} refused=${answer.refused} />`}
    ${work && html`<${Work} work=${work} />`}
    <${DataTable} caption=${t('training.participants')} rows=${shown} columns=${columnsOf(names, one)} query=${query} bulk=${bulkOf(many)} noMatch=${html`<${NoMatch} />`}
      filters=${[{ name: 'state', label: 'training.state', options: states() }]} search=${{ name: 'who', label: 'training.search_person' }} />
    <p class="marks-hint">${t('training.marks_hint')}</p>
  </div>`;
}
