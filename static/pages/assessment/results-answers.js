// What was answered, question by question; of tests that are not in our form the stored answers as they are.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { orNull } from '../../api/itr/page.js';
import * as results from '../../api/itr/results.js';
import * as tests from '../../api/itr/tests.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/empty.js';
import { JsonView } from '../../components/json-view.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { saveCsv } from '../../components/save-file.js';
import { Tabs } from '../../components/tabs.js';
import { useFetched } from '../../state/fetched.js';
import { answersOf, hasQuestions } from './results-model.js';
import { nameOf } from './results-words.js';

/** A definition that is gone leaves the answers readable. */
async function fetched(session, test, signal) {
  if (test.state === 'not_billed') return null;
  const [taken, definition] = await Promise.all([results.get(session.id, test.id, signal), orNull(tests.get(test.testId, signal))]);
  return { answers: taken.answers, definition };
}

const columns = [
  { label: 'assessment_results.answers.question', main: true, cell: row => row.question },
  { label: 'assessment_results.answers.answer', fact: true, cell: row => html`<${Words} row=${row} />` },
  { label: 'assessment_results.answers.value', narrow: true, cell: row => row.value || '–' },
  { label: 'assessment_results.answers.screen', cell: row => row.screen },
];

function Words({ row }) {
  if (!row.isShown && row.words.length === 0) return html`<span class="muted">${t('assessment_results.answers.not_shown')}</span>`;
  if (row.words.length < 2) return row.words[0] ?? '–';
  return html`<ol class=${`answer-words${row.type === 'ranking' ? ' in-order' : ''}`}>${row.words.map((word, i) => html`<li key=${i}>${word}</li>`)}</ol>`;
}

function saveAnswers(rows, name) {
  const head = ['assessment_results.answers.screen', 'assessment_results.answers.question', 'assessment_results.answers.answer', 'assessment_results.answers.value'];
  saveCsv([head.map(key => t(key)), ...rows.map(row => [row.screen, row.question, row.words.join('; '), row.value])], `${name}.csv`);
}

function Content({ value, test }) {
  const name = nameOf(test);
  if (value === null) return html`<${Notice} tone="warn">${t('assessment_results.answers.locked')}<//>`;
  const { answers, definition } = value;
  if (!answers || Object.keys(answers).length === 0) return html`<${Empty} title=${t('assessment_results.answers.empty.title')}>${t('assessment_results.answers.empty.text')}<//>`;
  if (!hasQuestions(definition)) return html`<${Notice}>${t('assessment_results.answers.raw_text')}<//><${JsonView} value=${answers} label=${t('assessment_results.answers.raw')} />`;
  const rows = answersOf(definition, answers);
  return html`<div><${Button} icon="download" onClick=${() => saveAnswers(rows, name)}>${t('assessment_results.answers.csv')}<//></div>
    <${DataTable} caption=${t('assessment_results.answers.of', { name })} rows=${rows} columns=${columns} />`;
}

function Taken({ test, session }) {
  const data = useFetched(signal => fetched(session, test, signal), [test.id]);
  return html`<${Loaded} data=${data} height="20rem">${value => html`<${Content} value=${value} test=${test} />`}<//>`;
}

export function Answers({ profile, query }) {
  const test = profile.tests.find(each => each.id === query.test) ?? profile.tests[0];
  const steps = profile.tests.map(each => ({ id: each.id, label: nameOf(each) }));
  const taken = html`<${Taken} key=${test.id} test=${test} session=${profile.session} />`;
  if (steps.length === 1) return html`<h2>${nameOf(test)}</h2>${taken}`;
  return html`<${Tabs} label=${t('assessment_results.tests')} name="test" tabs=${steps} open=${test.id} query=${query}>${taken}<//>`;
}
