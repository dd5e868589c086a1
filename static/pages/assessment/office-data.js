// Finished tests without names, for researchers: look at one, take all along as a file.
import { html, useRef, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as gathered from '../../api/itr/gathered.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { JsonView } from '../../components/json-view.js';
import { Page } from '../../components/page.js';
import { Progress } from '../../components/progress.js';
import { officeCrumbs } from './crumbs.js';
import { Refused } from '../../components/refused.js';
import { saveCsv, saveFile } from '../../components/save-file.js';
import { useAttempt } from '../../state/attempt.js';
import { csvRows } from './office-data-rows.js';
import { isMaster } from './places.js';

export const title = 'assessment_office.data';

const ofAll = query => query.of === 'all' && isMaster();

export const load = ({ query, signal }) => gathered.list({ page: query.page, pageSize: 25, ofAll: ofAll(query) }, signal);

const columnsOf = (show, all) => [
  { label: 'assessment_office.data.test', main: true, cell: row => row.test || '–' },
  { label: 'assessment_office.data.session', fact: true, cell: row => row.session || '–' },
  { label: 'assessment_office.data.group', cell: row => row.group || '–' },
  ...(all ? [{ label: 'assessment_office.company', cell: row => row.company }] : []),
  { label: 'assessment_office.data.ended', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.endedAt} />` },
  { label: 'assessment_office.data.details', narrow: true, cell: row => html`<${Button} small kind="quiet" icon="eye" onClick=${() => show(row)}>${t('assessment_office.data.details')}<//>` },
];

const perRequest = 100;

const headWords = () => ({
  id: t('assessment_office.data.id'), test: t('assessment_office.data.test'), session: t('assessment_office.data.session'), company: t('assessment_office.company'),
  endedAt: t('assessment_office.data.ended'), sex: t('assessment_office.data.sex'), age: t('assessment_office.data.age'), score: name => t('assessment_office.data.score_of', { name }),
});

/** Every row, page by page, so that neither side holds more than it must. */
async function everything(query, progress, stop) {
  const rows = [];
  for (let page = 1, pages = 1; page <= pages && !stop.aborted; page += 1) {
    const found = await gathered.list({ page, pageSize: perRequest, ofAll: ofAll(query) }, stop);
    pages = found.pages;
    rows.push(...found.rows);
    progress({ done: rows.length, total: found.total });
  }
  return rows;
}

function Export({ query }) {
  const [attempt, { failure }] = useAttempt();
  const [work, setWork] = useState(null);
  const stop = useRef(null);
  const run = write => attempt(async () => {
    stop.current = new AbortController();
    setWork({ done: 0, total: 1 });
    try {
      write(await everything(query, setWork, stop.current.signal));
    } catch (error) {
      if (!stop.current.signal.aborted) throw error;
    } finally {
      setWork(null);
    }
  });
  const toJson = rows => saveFile(new Blob([JSON.stringify(rows, null, 1)], { type: 'application/json' }), 'gathered-data.json');
  const toCsv = rows => saveCsv(csvRows(rows, headWords()), 'gathered-data.csv');
  if (work) return html`
    <${Progress} value=${work.done / Math.max(1, work.total)} label=${t('assessment_office.data.fetching')} detail=${t('assessment_office.data.fetched', work)} />
    <div><${Button} small onClick=${() => stop.current.abort()}>${t('assessment_office.data.stop')}<//></div>`;
  return html`<${Refused} words=${failure} />
    <div class="row"><${Button} icon="download" onClick=${() => run(toCsv)}>${t('assessment_office.data.csv')}<//><${Button} icon="download" onClick=${() => run(toJson)}>${t('assessment_office.data.json')}<//></div>`;
}

const Details = ({ row, close }) => html`<${Dialog} title=${row.test || t(title)} wide onClose=${close}>
  ${row.person && html`<${JsonView} value=${row.person} label=${t('assessment_office.data.person')} />`}
  ${row.testData && html`<${JsonView} value=${row.testData} label=${t('assessment_office.data.test_data')} />`}
  ${row.sessionData && html`<${JsonView} value=${row.sessionData} label=${t('assessment_office.data.session_data')} />`}
<//>`;

export default function Data({ data, query }) {
  const [shown, show] = useState(null);
  const filters = isMaster() ? [{ name: 'of', label: 'assessment_office.data.whose', any: 'assessment_office.settings.of_company', quiet: true, options: [{ value: 'all', label: t('assessment_office.all_companies') }] }] : undefined;
  return html`<${Page} title=${t(title)} count=${data.value?.total} lead=${t('assessment_office.data.lead')} crumbs=${officeCrumbs()}>
    ${data.value?.total > 0 && html`<${Export} query=${query} />`}
    <${DataTable} caption=${t(title)} rows=${data} columns=${columnsOf(show, ofAll(query))} query=${query} filters=${filters} empty="assessment_office.data.empty" />
    ${shown && html`<${Details} row=${shown} close=${() => show(null)} />`}
  <//>`;
}
