// Writing the text of a report: HTML with a palette of placeholders, and how it looks for an example session.
import { html, useMemo } from '../../vendor/ui.js';
import { dayInWords, language, list, t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { TextArea } from '../../components/field.js';
import { CleanHtml } from '../../components/markdown.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import * as model from './report-definition-model.js';

const marks = [
  { icon: 'heading', word: () => t('assessment_tests.mark.heading'), before: '<h2>', after: '</h2>' }, { icon: 'text', word: () => t('assessment_tests.mark.paragraph'), before: '<p>', after: '</p>' },
  { icon: 'bold', word: () => t('assessment_tests.mark.strong'), before: '<strong>', after: '</strong>' }, { icon: 'list', word: () => t('assessment_tests.mark.list'), before: '<ul>\n  <li>', after: '</li>\n</ul>' },
];

const groupWords = {
  blocks: () => t('assessment_tests.group.blocks'), person: () => t('assessment_tests.group.person'), session: () => t('assessment_tests.group.session'), company: () => t('assessment_tests.group.company'), test: () => t('assessment_tests.group.test'),
};

/** Names of scales for placeholders: those of the test, three made-up ones where the report is about all tests. */
const scalesOf = test => test?.scales ?? null;

export function TextWithPlaceholders({ form, test }) {
  const field = form.field('text', { label: t('assessment_tests.report_text'), hint: t('assessment_tests.report_text_hint') });
  const put = mark => {
    const node = document.getElementById(field.id);
    const next = model.put(form.values.text, node.selectionStart, node.selectionEnd, mark);
    form.set('text', next.text);
    requestAnimationFrame(() => { node.focus(); node.setSelectionRange(next.from, next.to); });
  };
  const item = name => ({ label: `%%${name}%%`, run: () => put({ before: `%%${name}%%` }) });
  const strange = useMemo(() => model.unknown(form.values.text, scalesOf(test)), [form.values.text, test]);
  const scales = test?.scales ?? [];
  return html`
    <div class="row test-palette" role="group" aria-label=${t('assessment_tests.palette')}>
      ${Object.entries(groupWords).map(([group, word]) => html`<${Menu} key=${group} small kind="secondary" align="start" icon="plus" label=${word()} items=${model.groups[group].map(item)} />`)}
      <${Menu} small kind="secondary" align="start" icon="plus" label=${t('assessment_tests.group.scales')} items=${scales.length ? scales.flatMap(scale => [{ heading: scale }, ...model.scaleNames(scale).slice(0, 4).map(item)]) : [{ heading: t('assessment_tests.group.no_scales') }]} />
      ${marks.map(mark => html`<${Button} key=${mark.before} small icon=${mark.icon} onClick=${() => put({ ...mark, sample: t('assessment_tests.mark.sample') })}>${mark.word()}<//>`)}
    </div>
    <${TextArea} ...${field} rows=${16} spellcheck=${false} class="input code test-report-text" required />
    ${strange.length > 0 && html`<${Notice} tone="warn" role="status" title=${t('assessment_tests.strange')}>${list(strange.slice(0, 12).map(name => `%%${name}%%`))}<//>`}`;
}

const moment = value => t('assessment_tests.example.moment', { day: dayInWords(value), time: value.slice(11, 16) });

/** How the report looks for somebody who is not there. */
export function Preview({ text, test }) {
  const shown = useMemo(() => {
    const names = test?.scales.length ? test.scales : [1, 2, 3].map(number => t('assessment_tests.example.scale', { number }));
    const scores = model.exampleScores(names, test?.norm || t('assessment_tests.example.norm'));
    const values = model.exampleValues({ test, scores }, { session: t('assessment_tests.example.session'), goal: t('assessment_tests.example.goal'), company: t('assessment_tests.example.company'), test: t('assessment_tests.example.test'), day: dayInWords, moment });
    const heads = [t('assessment_tests.scale'), t('assessment_tests.score'), t('assessment_tests.norm_value'), t('assessment_tests.percentile')];
    return model.filled(text, values, { Profile: model.profile(scores, t('assessment_tests.example.profile')), Scores: model.table(scores, heads) });
  }, [text, test, language.value]);
  return html`<section class="stack test-result" aria-labelledby="report-example-title">
    <h2 id="report-example-title">${t('assessment_tests.example.title')}</h2><p class="muted">${t('assessment_tests.example.lead')}</p>
    <div class="test-paper" tabindex="0" role="region" aria-label=${t('assessment_tests.example.label')}><${CleanHtml} text=${shown} /></div>
  </section>`;
}
