// The test as a candidate sees it, with what the answers score so far.
import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { number, percent, t } from '../../i18n/text.js';
import * as tests from '../../api/itr/tests.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Failed } from '../../components/failed.js';
import { Select } from '../../components/field.js';
import { Markdown } from '../../components/markdown.js';
import { Notice } from '../../components/notice.js';
import { describe } from '../../errors/words.js';
import { session } from '../../state/session.js';
import { Screen } from './components/screen.js';
import * as model from './test-model.js';

const pause = 300;

/** What the server makes of these answers, a moment after the last one. */
function useScores(entries, kept, answers, norm) {
  const [found, setFound] = useState({ answer: null, words: null, busy: true });
  useEffect(() => {
    const stop = new AbortController();
    setFound(before => ({ ...before, busy: true }));
    const timer = setTimeout(async () => {
      try {
        const answer = await tests.attempt({ test: model.toWire(entries, kept), results: model.resultsOf(entries, answers), norms: norm ? [norm] : [] }, stop.signal);
        if (!stop.signal.aborted) setFound({ answer, words: null, busy: false });
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!error.failure) throw error;
        setFound({ answer: null, words: describe(error.failure), busy: false });
      }
    }, pause);
    return () => { stop.abort(); clearTimeout(timer); };
  }, [entries, answers, norm]);
  return found;
}

const known = value => (value === '-' || value === undefined ? '–' : value);

function Scores({ entries, answer }) {
  return html`<div class="table-box"><table class="test-table test-scores"><caption class="visually-hidden">${t('assessment_tests.scores')}</caption>
    <thead><tr><th scope="col">${t('assessment_tests.scale')}</th><th scope="col" class="end">${t('assessment_tests.score')}</th><th scope="col" class="end">${t('assessment_tests.norm_value')}</th><th scope="col" class="end">${t('assessment_tests.percentile')}</th></tr></thead>
    <tbody>${entries.scales.map(scale => {
      const found = answer.scores[`__${scale.id}`] ?? {};
      return html`<tr key=${scale.id}><th scope="row">${scale.name}</th><td class="end">${typeof found.Score === 'number' ? number(found.Score) : known(found.Score)}</td><td class="end">${known(found.NormScore)}</td><td class="end">${known(found.PercentileScore)}</td></tr>`;
    })}</tbody></table></div>`;
}

/** `faults`: what stands beside the scores where there are none, because something has to be mended first. */
function Result({ entries, kept, answers, faults }) {
  const [norm, setNorm] = useState('');
  const found = useScores(entries, kept, answers, norm);
  if (found.words) return html`<${Failed} words=${found.words} />`;
  if (!found.answer) return html`<p class="muted" role="status">${t('components.loading')}</p>`;
  if (found.answer.faults.length) return faults(found.answer.faults);
  const options = [{ value: '', label: t('assessment_tests.first_norm') }, ...entries.norms.map(each => ({ value: each.id, label: each.name }))];
  return html`<div class="stack" aria-busy=${found.busy ? 'true' : undefined}>
    <p role="status">${t('assessment_tests.answered', { share: percent((found.answer.answered ?? 0) / 100) })}</p>
    ${entries.norms.length > 1 && html`<${Select} label=${t('assessment_tests.norm')} value=${norm} onValue=${setNorm} options=${options} />`}
    ${entries.scales.length ? html`<${Scores} entries=${entries} answer=${found.answer} />` : html`<p class="muted">${t('assessment_tests.no_scales.text')}</p>`}
  </div>`;
}

export function Try({ entries, kept, faults }) {
  const [s, setS] = useState(0);
  const [answers, setAnswers] = useState({});
  const screens = useMemo(() => model.screensToWire(entries.screens), [entries.screens]);
  if (!screens.length) return html`<${Empty} icon="list" title=${t('assessment_tests.no_pages.title')}>${t('assessment_tests.no_pages.text')}<//>`;
  const at = Math.min(s, screens.length - 1);
  const screen = screens[at];
  const answer = (id, value) => setAnswers(before => ({ ...before, [screen.id]: { ...before[screen.id], [id]: value } }));
  const language = entries.languages.length === 1 ? entries.languages[0] : undefined;
  const test = { id: entries.id, companyId: session.value?.company?.id, language };
  return html`<div class="test-try">
    <section class="test-stage" aria-label=${t('assessment_tests.as_candidate')}>
      <div class="row test-stage-head"><strong>${screen.name}</strong><span class="count">${t('assessment_tests.page_of', { page: at + 1, pages: screens.length })}</span></div>
      ${at === 0 && entries.Explanation && html`<details class="fold"><summary>${t('assessment_tests.explanation')}</summary><${Markdown} text=${entries.Explanation} /></details>`}
      ${screen.components.length ? html`<${Screen} key=${screen.id} screen=${screen} answers=${answers[screen.id] ?? {}} onAnswer=${answer} test=${test} />` : html`<p class="muted">${t('assessment_tests.page_empty')}</p>`}
      <div class="row"><${Button} icon="left" why=${at === 0 ? t('assessment_tests.is_first') : undefined} onClick=${() => setS(at - 1)}>${t('assessment_tests.back')}<//>
        <${Button} kind="primary" why=${at === screens.length - 1 ? t('assessment_tests.is_last') : undefined} onClick=${() => setS(at + 1)}>${t('assessment_tests.next')}<//></div>
    </section>
    <section class="stack test-result" aria-labelledby="test-scores-title">
      <div class="section-head"><h2 id="test-scores-title">${t('assessment_tests.scores')}</h2><${Button} small kind="quiet" onClick=${() => { setAnswers({}); setS(0); }}>${t('assessment_tests.start_again')}<//></div>
      <${Result} entries=${entries} kept=${kept} answers=${answers} faults=${faults ?? (found => html`<${Notice} tone="warn" title=${t('assessment_tests.not_scored')}>${t('assessment_tests.not_scored_text', { count: found.length })}<//>`)} />
    </section>
  </div>`;
}
