// What waits for a decision of administrators of learning: requests to enrol, applications of mentors. One key each, or many at once.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { list, t } from '../../i18n/text.js';
import * as decisions from '../../api/app/learning-decisions.js';
import * as outline from '../../api/app/learning-outline.js';
import * as pending from '../../api/lms/pending.js';
import { address } from '../../components/address.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { TextArea } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { sendsMail } from '../../state/session.js';
import { at } from './edit-places.js';
import { isId } from './words.js';

export const title = 'learning_admin.pending';

const kindOf = query => (query.tab === 'applications' ? 'applications' : 'enrollments');
const nouns = { enrollments: 'enrollment', applications: 'application' };
const sayings = {
  enrollments: {
    caption: 'learning_admin.pending.enrollments', search: 'learning_admin.pending.search', empty: 'learning_admin.pending.empty', reason: 'learning_admin.pending.reason_hint',
  },
  applications: {
    caption: 'learning_admin.pending.applications', search: 'learning_admin.pending.search_mentor', empty: 'learning_admin.pending.empty_mentor',
    reason: 'learning_admin.pending.reason_hint_mentor',
  },
};

export async function load({ query, signal }) {
  const kind = kindOf(query);
  const [page, counts] = await Promise.all([pending.list(kind, { page: query.page, search: query.search, sort: query.sort ?? 'createdAt' }, signal), decisions.counts(signal)]);
  return { kind, ...page, rows: kind === 'applications' ? await named(page.rows, signal) : page.rows, counts };
}

/** Applicants name subjects by id or in their own words; ids of none are left out. */
async function named(rows, signal) {
  const ids = [...new Set(rows.flatMap(row => row.subjects).filter(isId))];
  const names = ids.length ? await outline.subjectNames(ids, signal) : new Map();
  const there = row => row.subjects.filter(subject => names.has(subject)).map(id => ({ id, name: names.get(id) }));
  const inWords = row => row.subjects.map(subject => (isId(subject) ? names.get(subject) : subject)).filter(Boolean);
  return rows.map(row => ({ ...row, named: there(row), subjects: inWords(row) }));
}

const words = { decided: 'learning_admin.pending.decided', refused: 'learning_admin.pending.refused', not_found: 'learning_admin.pending.gone' };
const outcomeWord = { approved: 'learning_admin.pending.approved_said', rejected: 'learning_admin.pending.rejected_said' };
const word = outcome => (words[outcome] ? t(words[outcome]) : null);

/** Sends decisions and puts what became of each into its row; a decision cannot be taken back, so nothing is shown before the answer. */
function useDecisions(data) {
  const [attempt, { failure }] = useAttempt();
  const latest = useRef(data.value);
  latest.current = data.value;
  const put = changes => {
    const value = latest.current;
    const rows = value.rows.map(row => (changes.has(row.id) ? { ...row, ...changes.get(row.id) } : row));
    const settled = value.rows.filter((row, i) => !row.outcome && rows[i].outcome).length;
    latest.current = { ...value, rows, counts: { ...value.counts, [value.kind]: Math.max(0, value.counts[value.kind] - settled) } };
    data.put(latest.current);
  };
  const mark = (rows, state) => put(new Map(rows.map(row => [row.id, state(row)])));
  const send = async (rows, decision, reason) => {
    mark(rows, () => ({ busy: true }));
    try {
      return new Map(await decisions.decide(latest.current.kind, rows.map(row => row.id), decision, reason));
    } catch (error) {
      mark(rows, () => ({ busy: false }));
      throw error;
    }
  };
  const settle = (rows, results) => {
    const outcomeOf = row => results.get(row.id) ?? 'not_found';
    mark(rows, row => ({ busy: false, outcome: outcomeOf(row) }));
    stale('/app/learning');
    const refused = rows.map(row => ({ row, name: row.person.name, text: word(outcomeOf(row)) })).filter(({ text }) => text);
    if (rows.length === 1) announce(refused.length ? `${refused[0].name}: ${refused[0].text}` : t(outcomeWord[outcomeOf(rows[0])], { name: rows[0].person.name }));
    return { done: rows.length - refused.length, refused };
  };
  /** `tell` false: whoever asked says what failed. */
  const decide = async (rows, decision, { reason = '', tell = true } = {}) => {
    const open = rows.filter(row => !row.outcome && !row.busy);
    if (!open.length) return { done: 0, refused: [] };
    if (!tell) return settle(open, await send(open, decision, reason));
    let answer = null;
    await attempt(() => send(open, decision, reason), results => { answer = settle(open, results); });
    return answer;
  };
  return { failure, decide };
}

/** Arrows go to the same button of the next row, A accepts, R declines; a row that is decided hands the focus on. */
function useMarks({ approve, reject }) {
  const box = useRef(null);
  const place = useRef(null);
  const marks = kind => [...box.current.querySelectorAll(`.decide[data-kind=${kind}]`)];
  useEffect(() => {
    if (!place.current || document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
    const all = marks(place.current.kind);
    (all[Math.min(place.current.at, all.length - 1)] ?? box.current.querySelector('[role=status]'))?.focus();
  });
  const keys = event => {
    const mark = event.target.closest?.('.decide');
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = marks(mark.dataset.kind);
    const at = all.indexOf(mark);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const act = { a: approve, r: reject }[event.key];
    if (to === undefined && !act) return;
    event.preventDefault();
    event.stopPropagation();
    if (act) act(mark.dataset.row);
    else all[Math.max(0, Math.min(all.length - 1, to))].focus();
  };
  const focused = event => {
    if (event.target.closest?.('dialog')) return; // a question in between: the row that asked it keeps its place
    const mark = event.target.closest?.('.decide');
    place.current = mark ? { kind: mark.dataset.kind, at: marks(mark.dataset.kind).indexOf(mark) } : null;
  };
  return { box, keys, focused };
}

/** Why: told to those who asked, by mail and in their own list. */
function ReasonDialog({ rows, kind, close, send }) {
  const heading = rows.length === 1 ? t('learning_admin.pending.reject_of', { name: rows[0].person.name }) : t('learning_admin.pending.reject_many', { count: rows.length });
  const form = useForm({
    start: { reason: '' }, draft: `learning decline ${rows.map(row => row.id).join(' ')}`, focus: 'reason',
    check: values => ({ reason: values.reason.length > 5000 && 'too_long' }), send: values => send(values.reason.trim()),
  });
  return html`<${Dialog} title=${heading} onClose=${close}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('learning_admin.pending.reject')} kind="danger" label=${heading} saved=""
      more=${html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`}>
      <${TextArea} ...${form.field('reason', { label: t('learning_admin.pending.reason'), hint: t(sayings[kind].reason), optional: true })} maxlength="5000" />
    <//><//>`;
}

function Whole({ row, kind, close, approve, reject }) {
  const foot = row.outcome ? null : html`<${Button} onClick=${reject}>${t('learning_admin.pending.reject')}<//>
    <${Button} kind="primary" busy=${row.busy} onClick=${approve}>${t('learning_admin.pending.approve')}<//>`;
  const about = kind === 'applications' ? [
    { label: t('learning_admin.pending.motivation'), value: row.motivation },
    { label: t('learning_admin.pending.experience'), value: row.experience },
    { label: t('learning_admin.pending.subjects'), value: list(row.subjects) },
  ] : [
    { label: t('learning.subject'), value: [...row.subject.above, row.subject.name].join(' › ') },
    { label: t('learning_admin.pending.message'), value: row.message },
  ];
  const facts = [
    { label: t('learning_admin.people.email'), value: row.person.email }, ...about,
    { label: t('learning_admin.pending.asked_at'), value: html`<${DateTime} value=${row.askedAt} />` },
  ];
  return html`<${Dialog} title=${row.person.name} onClose=${close} wide foot=${foot}>
    ${row.outcome && html`<${Outcome} row=${row} kind=${kind} />`}
    <div class="pending-text"><${Facts} label=${t('learning_admin.facts')} items=${facts} /></div>
  <//>`;
}

/** A new mentor has nothing to do before a subject is his: the ones that he named, else the tree to choose from. */
const Assign = ({ named }) => html`<span class="assign">${named.length
  ? named.slice(0, 3).map(subject => html`<a key=${subject.id} href=${at.changeBranch('subject', subject.id)}>${t('learning_admin.pending.assign', { name: subject.name })}</a>`)
  : html`<a href=${at.editTree}>${t('learning_admin.pending.assign_any')}</a>`}</span>`;

function Outcome({ row, kind }) {
  if (kind === 'applications' && row.outcome === 'approved') return html`<span class="assign"><${Status} noun="application" value="approved" /><${Assign} named=${row.named} /></span>`;
  return word(row.outcome) ? html`<span class="pending-conflict">${word(row.outcome)}</span>` : html`<${Status} noun=${nouns[kind]} value=${row.outcome} />`;
}

const Clamped = ({ children }) => html`<span class="clamped">${children || '–'}</span>`;

function columnsOf(kind, { approve, reject, show }) {
  const marks = row => (row.outcome ? html`<${Outcome} row=${row} kind=${kind} />` : html`<span class="marks">
    <${Button} small class="decide" data-kind="approve" data-row=${row.id} icon="check" busy=${row.busy}
      label=${t('learning_admin.pending.approve_named', { name: row.person.name })} onClick=${() => approve(row.id)}>${t('learning_admin.pending.approve')}<//>
    <${Button} small class="decide" data-kind="reject" data-row=${row.id} busy=${row.busy}
      label=${t('learning_admin.pending.reject_named', { name: row.person.name })} onClick=${() => reject(row.id)}>${t('learning_admin.pending.reject')}<//></span>`);
  const person = row => html`<button type="button" class="link pending-name" onClick=${() => show(row.id)}>${row.person.name}</button>
    ${row.person.email && row.person.email !== row.person.name && html`<span class="hint">${row.person.email}</span>`}`;
  const about = kind === 'applications' ? [
    { label: 'learning_admin.pending.motivation', fact: true, cell: row => html`<${Clamped}>${row.motivation}<//>` },
    { label: 'learning_admin.pending.subjects', cell: row => list(row.subjects) || '–' },
  ] : [
    { label: 'learning.subject', fact: true, cell: row => html`${row.subject.name}<span class="hint">${row.subject.above.join(' › ')}</span>` },
    { label: 'learning_admin.pending.message', cell: row => html`<${Clamped}>${row.message}<//>` },
  ];
  return [
    { label: 'learning_admin.person', main: true, cell: person },
    ...about,
    { label: 'learning_admin.pending.asked_at', narrow: true, sort: 'createdAt', cell: row => html`<${DateTime} value=${row.askedAt} as="ago" />` },
    { label: 'learning_admin.pending.decision', fact: true, narrow: true, cell: marks },
  ];
}

function List({ data, query, kind }) {
  const { failure, decide } = useDecisions(data);
  const [asking, ask] = useState(null); // { rows, resolve }
  const [shown, show] = useState(null); // the id of what is read whole
  const rowOf = id => data.value.rows.find(row => row.id === id);
  const approve = id => { const row = rowOf(id); if (row) decide([row], 'approve'); };
  const why = rows => new Promise(resolve => { ask({ rows, resolve }); });
  const reject = async id => { const row = rowOf(id); if (row && !row.outcome) await why([row]); };
  const closeReason = answer => { asking.resolve(answer); ask(null); };
  const marks = useMarks({ approve, reject });
  const said = sayings[kind];
  const value = data.value?.kind === kind ? data.value : undefined; // not the rows of the other tab
  const rows = { ...resourceOf(data), value };
  const open = value?.rows.find(row => row.id === shown);
  const close = () => show(null);
  const next = () => (query.page && query.page !== '1' ? go(address(query, {}), { keep: true }) : data.reload());
  const bulk = [
    { label: 'learning_admin.pending.approve', icon: 'check', run: chosen => decide(chosen, 'approve') },
    { label: 'learning_admin.pending.reject', run: chosen => why(chosen.filter(row => !row.outcome)) },
  ];
  return html`<div class="stack" ref=${marks.box} onKeyDown=${marks.keys} onFocusIn=${marks.focused}>
    <${Refused} words=${failure} />
    <${DataTable} caption=${t(said.caption)} rows=${rows} columns=${columnsOf(kind, { approve, reject, show })} query=${query} bulk=${bulk}
      search=${{ name: 'search', label: said.search }} empty=${said.empty} skeleton=${8} />
    ${value?.rows.length > 0 && value.counts[kind] > 0 && value.rows.every(row => row.outcome) && html`
      <${Notice} title=${t('learning_admin.pending.page_done')} actions=${html`<${Button} small onClick=${next}>${t('learning_admin.pending.next')}<//>`} />`}
    ${value?.rows.length > 0 && html`<p class="marks-hint">${t('learning_admin.pending.keys')}</p>`}
    ${open && !asking && html`<${Whole} row=${open} kind=${kind} close=${close} approve=${() => { close(); approve(open.id); }}
      reject=${() => { close(); reject(open.id); }} />`}
    ${asking && html`<${ReasonDialog} rows=${asking.rows} kind=${kind} close=${() => closeReason(null)}
      send=${async reason => closeReason(await decide(asking.rows, 'reject', { reason, tell: false }))} />`}
  </div>`;
}

const resourceOf = data => ({ words: data.words, busy: data.busy, slow: data.slow, reload: data.reload });

export default function Pending({ data, query }) {
  const kind = kindOf(query);
  const counts = data.value?.counts;
  const tabs = Object.keys(sayings).map(id => ({ id, label: t(sayings[id].caption), count: counts?.[id] }));
  return html`<${Page} title=${t(title)} lead=${t(sendsMail() ? 'learning_admin.pending.lead' : 'learning_admin.pending.lead_no_mail')}>
    <${Tabs} label=${t(title)} tabs=${tabs} open=${kind}><${List} key=${kind} data=${data} query=${query} kind=${kind} /><//>
  <//>`;
}
