// A test that is not edited here: of somebody else, central, or made elsewhere.
import { html, useMemo } from '../../vendor/ui.js';
import { list, number, plural, t } from '../../i18n/text.js';
import { Facts } from '../../components/facts.js';
import { Markdown } from '../../components/markdown.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import * as model from './test-model.js';
import { languageName } from './language-name.js';
import { Try } from './test-try.js';
import { kindWord, titleOf } from './test-words.js';

const names = things => (Array.isArray(things) ? things : []).map(thing => thing?.name).filter(Boolean);

const Outline = ({ entries }) => html`<ol class="test-outline">${entries.screens.map(screen => html`<li key=${screen.id}><strong>${screen.name}</strong>
  <ul>${screen.components.map(component => html`<li key=${component.id}>${titleOf(component)} <span class="hint">${[kindWord(component.type), component.name].filter(Boolean).join(' · ')}</span></li>`)}</ul></li>`)}</ol>`;

function About({ test, entries }) {
  const minutes = test.TotalTimeAvailableForThisTest;
  const [screens, scales, norms] = [test.screens, test.scales, test.norms].map(each => (Array.isArray(each) ? each.length : 0));
  return html`<${Facts} label=${t('assessment_tests.about')} items=${[
    { label: t('assessment_tests.pages'), value: number(screens) }, { label: t('assessment_tests.tab.scales'), value: scales ? list(names(test.scales)) || number(scales) : null }, { label: t('assessment_tests.tab.norms'), value: norms ? list(names(test.norms)) || number(norms) : null },
    { label: t('assessment_tests.minutes_column'), value: minutes ? plural('assessment_tests.minutes_count', minutes) : t('assessment_tests.no_limit') }, { label: t('assessment_tests.costs'), value: number(test.Costs ?? 0) },
    { label: t('assessment_tests.languages'), value: entries.languages.length ? list(entries.languages.map(languageName)) : null }, { label: t('assessment_tests.authors'), value: test.AuthorInfo }, { label: t('assessment_tests.copyrights'), value: test.Copyrights },
  ]} />`;
}

export function View({ test, isCentral, mayWrite }) {
  const isOurs = model.isOurs(test);
  const entries = useMemo(() => model.fromWire(test), [test]);
  return html`<div class="stack">
    ${!isOurs && html`<${Notice} tone="warn" title=${t('assessment_tests.foreign')}>${t('assessment_tests.foreign_text')}<//>`}
    ${isOurs && (isCentral || !mayWrite) && html`<${Notice} title=${t(isCentral ? 'assessment_tests.is_central' : 'assessment_tests.read_only')}>${t(mayWrite ? 'assessment_tests.copy_to_change' : 'assessment_tests.ask_for_right')}<//>`}
    ${test.Description && html`<p>${test.Description}</p>`}
    ${test.Explanation && html`<${Markdown} text=${test.Explanation} />`}
    <div class="test-about"><${About} test=${test} entries=${entries} /></div>
    ${isOurs && html`<${Section} title=${t('assessment_tests.tab.questions')}><${Outline} entries=${entries} /><//><${Section} title=${t('assessment_tests.tab.try')}><${Try} entries=${entries} kept=${test} /><//>`}
  </div>`;
}
