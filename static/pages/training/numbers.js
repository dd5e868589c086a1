// Numbers: registrations and completions by month, by training, by category; all registrations as a file.
import { html, signal, useMemo, useRef, useState } from '../../vendor/ui.js';
import { compare, month, number, percent, t } from '../../i18n/text.js';
import * as people from '../../api/app/training-people.js';
import * as registrations from '../../api/kms/registrations.js';
import * as trainings from '../../api/kms/trainings.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Page, Section } from '../../components/page.js';
import { Plot } from '../../components/plot.js';
import { Progress } from '../../components/progress.js';
import { Refused } from '../../components/refused.js';
import { saveCsv } from '../../components/save-file.js';
import { useAttempt } from '../../state/attempt.js';
import { registrationRows } from './registration-rows.js';
import { at, categoryOptions, categoryWord } from './places.js';
import { empty, perMonth, summed } from './statistics.js';

export const title = 'training.numbers';

const coming = signal(null); // { done, total } while registrations come in

export async function load({ signal: stop }) {
  coming.value = null;
  const told = (done, total) => { coming.value = { done, total }; };
  const [found, rows] = await Promise.all([trainings.all({}, stop, undefined, true), registrations.all({}, stop, told, true)]);
  return { trainings: found, registrations: rows };
}

const monthWord = seconds => month(seconds * 1000);
const score = value => (value === null ? '–' : number(value, { maximumFractionDigits: 1, minimumFractionDigits: 1 }));

const Share = ({ value }) => (value === null ? html`<span>–</span>` : html`
  <span class="share"><span class="share-track" aria-hidden="true"><span class="share-bar" style=${{ transform: `scaleX(${value})` }}></span></span><span>${percent(value)}</span></span>`);

const figures = [
  { label: 'training.live', fact: true, narrow: true, align: 'end', cell: row => number(row.live) },
  { label: 'training.attended', narrow: true, align: 'end', cell: row => number(row.attended) },
  { label: 'training.completed', narrow: true, align: 'end', cell: row => number(row.completed) },
  { label: 'training.rate', fact: true, cell: row => html`<${Share} value=${row.rate} />` },
  { label: 'training.mean_score', narrow: true, align: 'end', cell: row => score(row.score) },
];
const ofTrainings = [{ label: 'training.title', main: true, cell: row => html`<a href=${at.training(row.id, 'participants')}>${row.title}</a>` }, ...figures];
const ofCategories = [{ label: 'training.category', main: true, cell: row => categoryWord(row.id) }, ...figures];

function Months({ rows }) {
  const { x, lines } = useMemo(() => {
    const { months, registered, completed } = perMonth(rows);
    return {
      x: { label: t('training.month'), kind: 'time', values: months.map(month => month.getTime() / 1000), shown: monthWord },
      lines: [{ label: t('training.registrations'), values: registered }, { label: t('training.completions'), values: completed }],
    };
  }, [rows, document.documentElement.lang]);
  return html`<${Plot} label=${t('training.per_month')} x=${x} lines=${lines} file="registrations-per-month.csv" />`;
}

const totals = (sum, count) => [
  ['training.catalogue', number(count)], ['training.live', number(sum.live)], ['training.attended', number(sum.attended)], ['training.completed', number(sum.completed)],
  ['training.rate', sum.rate === null ? '–' : percent(sum.rate)], ['training.mean_score', score(sum.score)],
];

const Totals = ({ sum, count }) => html`<dl class="figures">
  ${totals(sum, count).map(([label, value]) => html`<div key=${label}><dt>${t(label)}</dt><dd>${value}</dd></div>`)}</dl>`;

/** The file of all registrations; names come in by hundreds. */
function Export({ value }) {
  const [work, setWork] = useState(null);
  const [attempt, { failure, busy }] = useAttempt();
  const stop = useRef(null);
  const read = async () => {
    const { signal: halted } = stop.current;
    const ids = [...new Set(value.registrations.map(row => row.userId))];
    try {
      return await people.names(ids, halted, done => setWork({ done, total: ids.length }));
    } catch (error) {
      if (halted.aborted) return null; // stopped by whoever began it
      throw error;
    } finally {
      setWork(null);
    }
  };
  const run = () => {
    stop.current = new AbortController();
    const titles = new Map(value.trainings.map(row => [row.id, row.title]));
    return attempt(read, names => { if (names) saveCsv(registrationRows(value.registrations, names, titles), 'registrations.csv'); });
  };
  return html`<div class="stack">
    <${Refused} words=${failure} />
    <p class="muted">${t('training.export_text')}</p>
    ${work
      ? html`<${Progress} value=${work.done / work.total} label=${t('training.export_names')} detail=${t('training.marking_at', work)} />
        <div><${Button} small onClick=${() => stop.current.abort()}>${t('training.stop')}<//></div>`
      : html`<div><${Button} icon="download" busy=${busy} onClick=${run}>${t('training.csv.save')}<//></div>`}</div>`;
}

const perPage = 25;

function Content({ value, query }) {
  const { byTraining, byCategory, total } = useMemo(() => {
    const known = new Map(value.trainings.map(row => [row.id, row]));
    const sums = summed(value.registrations, row => row.trainingId);
    const groups = summed(value.registrations, row => known.get(row.trainingId)?.category);
    const rows = value.trainings.map(row => ({ id: row.id, title: row.title, ...(sums.get(row.id) ?? empty) }));
    return {
      byTraining: rows.sort((a, b) => b.live - a.live || compare(a.title, b.title)),
      byCategory: { rows: categoryOptions().map(({ value: id }) => ({ id, ...(groups.get(id) ?? empty) })) },
      total: summed(value.registrations, () => 'all').get('all') ?? empty,
    };
  }, [value]);
  const shown = useMemo(() => {
    const page = Math.max(1, Number(query.page) || 1);
    return { rows: byTraining.slice((page - 1) * perPage, page * perPage), total: byTraining.length, page, pages: Math.ceil(byTraining.length / perPage) };
  }, [byTraining, query.page]);
  return html`
    <${Totals} sum=${total} count=${value.trainings.length} />
    <${Section} plain title=${t('training.by_month')}><${Months} rows=${value.registrations} /><//>
    <${Section} plain title=${t('training.by_category')}><${DataTable} caption=${t('training.by_category')} rows=${byCategory} columns=${ofCategories} /><//>
    <${Section} plain title=${t('training.by_training')} lead=${t('training.rate_text')}><${DataTable} caption=${t('training.by_training')} rows=${shown} columns=${ofTrainings} query=${query} /><//>
    <${Section} plain title=${t('training.export')}><${Export} value=${value} /><//>`;
}

export default function Numbers({ data, query }) {
  const { value } = data;
  const waiting = value === undefined && !data.words && coming.value && coming.value.done < coming.value.total;
  const none = html`<${Empty} icon="chart" title=${t('training.empty.title')}>${t('training.numbers_empty')}<//>`;
  return html`<${Page} title=${t(title)}>
    ${waiting
      ? html`<${Progress} value=${coming.value.done / coming.value.total} label=${t('training.reading')} detail=${t('training.marking_at', coming.value)} />`
      : html`<${Loaded} data=${data} height="40rem">${found => (found.trainings.length || found.registrations.length ? html`<${Content} value=${found} query=${query} />` : none)}<//>`}
  <//>`;
}
