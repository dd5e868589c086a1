// Profiles: bars, table and file of the scores of each test, and which norms are laid beside them.
import { html, useState } from '../../vendor/ui.js';
import { percent, t } from '../../i18n/text.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { saveCsv } from '../../components/save-file.js';
import { Tag } from '../../components/status.js';
import { at, counts } from './places.js';
import { plotOf, rowsOf } from './results-model.js';
import { NormsDialog } from './results-norms.js';
import { ProfilePlot } from './results-plot.js';
import { nameOf, scoreWord, stateOf } from './results-words.js';

const columns = [
  { label: 'assessment_results.scale', main: true, cell: row => row.scale },
  { label: 'assessment_results.score', fact: true, narrow: true, align: 'end', cell: row => scoreWord(row.score) },
  { label: 'assessment_results.norm', fact: true, cell: row => row.norm || '–' },
  { label: 'assessment_results.norm_value', narrow: true, align: 'end', cell: row => row.value || '–' },
  { label: 'assessment_results.percentile', fact: true, narrow: true, align: 'end', cell: row => row.percentile || '–' },
];

function saveScores(profile) {
  const head = ['assessment_results.test', ...columns.map(column => column.label)].map(key => t(key));
  saveCsv([head, ...profile.tests.flatMap(rowsOf).map(row => [row.test, row.scale, row.score, row.norm, row.value, row.percentile])], 'scores.csv');
}

function Scores({ test }) {
  const plot = plotOf(test);
  const name = nameOf(test);
  return html`
    <${ProfilePlot} title=${t(plot.isPercentile ? 'assessment_results.plot.percentiles' : 'assessment_results.plot.scores', { name })} plot=${plot} />
    <${DataTable} caption=${t('assessment_results.scores_of', { name })} rows=${rowsOf(test)} columns=${columns} />`;
}

function Told({ test }) {
  if (test.state === 'open') return html`<p class="muted">${t('assessment_results.open_text', { percent: percent(test.answered) })}</p>`;
  if (test.state === 'none') return html`<p class="muted">${t('assessment_results.none_text')}</p>`;
  if (test.state === 'not_billed') return html`<${Notice} tone="warn" title=${t('assessment_results.state.not_billed')} actions=${counts() && html`<${ButtonLink} small href=${at.credits}>${t('shell.nav.credits')}<//>`}>${t('assessment_results.not_billed_text')}<//>`;
  return html`${test.state === 'stored' && html`<${Notice} title=${t('assessment_results.stored_title')}>${t('assessment_results.stored_text')}<//>`}<${Scores} test=${test} />`;
}

function Test({ test, session, reload }) {
  const [choosing, choose] = useState(false);
  const [word, tone] = stateOf(test);
  const actions = test.state === 'scored' && html`<${Button} small icon="chart" onClick=${() => choose(true)}>${t('assessment_results.norms.choose')}<//>`;
  const saved = () => { choose(false); reload(); };
  return html`<${Section} title=${nameOf(test)} lead=${test.description} actions=${actions}>
    <div class="row"><${Tag} tone=${tone}>${word}<//>${test.state !== 'open' && html`<span class="muted">${t('assessment_results.answered', { percent: percent(test.answered) })}</span>`}</div>
    <${Told} test=${test} />
    ${choosing && html`<${NormsDialog} test=${test} session=${session} close=${() => choose(false)} saved=${saved} />`}
  <//>`;
}

export function Profiles({ profile, reload }) {
  const scored = profile.tests.some(test => test.scales.length);
  return html`<div class="stack">
    ${scored && html`<div><${Button} icon="download" onClick=${() => saveScores(profile)}>${t('assessment_results.csv')}<//></div>`}
    ${profile.tests.map(test => html`<${Test} key=${test.id} test=${test} session=${profile.session} reload=${reload} />`)}</div>`;
}
