// What a test is called, what it costs and how it is taken.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { Combobox } from '../../components/combobox.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Section } from '../../components/page.js';
import { languageName } from './language-name.js';
import { placeOf } from './test-model.js';

const known = ['ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fi', 'fr', 'ga', 'hr', 'hu', 'it', 'ja', 'ko', 'lt', 'lv', 'mt', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sv', 'tr', 'uk', 'zh'];

const option = code => ({ value: code, label: languageName(code), fact: code });

/** Of a new test it stands above everything else. */
export const NameField = ({ editor }) => html`<${TextField} ...${editor.field(['TestName'], editor.entries.TestName, TestName => editor.put(now => ({ ...now, TestName })))} label=${t('assessment_tests.test_name')} autocomplete="off" maxlength="50" required />`;

export function Settings({ editor }) {
  const { entries, put } = editor;
  const field = name => editor.field([name], entries[name], value => put(now => ({ ...now, [name]: value })));
  const count = (name, label, hint) => html`<${TextField} ...${field(name)} label=${label} hint=${hint} inputmode="numeric" width="short" autocomplete="off" maxlength="6" />`;
  return html`
    <div class="form wide">
      ${!editor.isNew && html`<${NameField} editor=${editor} />`}
      <${TextField} ...${field('Description')} label=${t('assessment_tests.description')} hint=${t('assessment_tests.description_hint')} optional autocomplete="off" maxlength="200" />
      <${MarkdownEditor} ...${field('Explanation')} label=${t('assessment_tests.explanation')} hint=${t('assessment_tests.explanation_hint')} optional rows=${5} />
      <${Combobox} id=${placeOf(['LanguageSupport'])} label=${t('assessment_tests.languages')} hint=${t('assessment_tests.languages_hint')} optional multiple
        options=${known.map(option)} value=${entries.languages.map(option)} onValue=${chosen => put({ ...entries, languages: chosen.map(each => each.value) })} />
      <${Checkbox} ...${field('Active')} label=${t('assessment_tests.active')} hint=${t('assessment_tests.active_hint')} />
    </div>
    <${Section} title=${t('assessment_tests.taking')}><div class="form wide"><div class="form-row">
      ${count('TotalTimeAvailableForThisTest', t('assessment_tests.minutes'), t('assessment_tests.minutes_hint'))}
      ${count('MinPercentageOfAnswersRequired', t('assessment_tests.least_answers'), t('assessment_tests.least_answers_hint'))}</div>
      <${Checkbox} ...${field('canGoBack')} label=${t('assessment_tests.can_go_back')} />
      <${MarkdownEditor} ...${field('thanks')} label=${t('assessment_tests.thanks')} hint=${t('assessment_tests.thanks_hint')} optional rows=${3} /></div><//>
    <${Section} title=${t('assessment_tests.costs_title')}><div class="form wide"><div class="form-row">
      ${count('Costs', t('assessment_tests.costs'), t('assessment_tests.costs_hint'))}
      <${TextField} ...${field('InvoiceCode')} label=${t('assessment_tests.code')} hint=${t('assessment_tests.code_hint')} optional width="short" autocomplete="off" maxlength="50" /></div></div><//>
    <${Section} title=${t('assessment_tests.protection')}><div class="form wide">
      <${Checkbox} ...${field('TestDefinitionIsProtected')} label=${t('assessment_tests.protected')} hint=${t('assessment_tests.protected_hint')} />
      <${Checkbox} ...${field('isGathered')} label=${t('assessment_tests.gathered')} hint=${t('assessment_tests.gathered_hint')} /></div><//>
    <${Section} title=${t('assessment_tests.origin')}><div class="form wide">
      <${TextArea} ...${field('AuthorInfo')} label=${t('assessment_tests.authors')} optional rows=${2} />
      <${TextArea} ...${field('Copyrights')} label=${t('assessment_tests.copyrights')} optional rows=${2} />
      <${TextArea} ...${field('Remarks')} label=${t('assessment_tests.remarks')} optional rows=${2} /></div><//>`;
}
