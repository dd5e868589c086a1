// One report definition: its text with placeholders, and an example of it beside.
import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { newId, orNull } from '../../api/itr/page.js';
import * as definitions from '../../api/itr/report_definitions.js';
import * as tests from '../../api/itr/tests.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Checkbox, Select, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { crumbs } from './crumbs.js';
import { at, isMaster, writesReports } from './places.js';
import { Preview, TextWithPlaceholders } from './report-definition-text.js';
import { languageName } from './language-name.js';
import { pickTests } from './test-picks.js';
import { removal } from './tests-removal.js';

export const title = 'assessment_tests.definition';

const draftOf = id => `report:${id}`;

/** What a report says of a test: its name, its scales. Null where it is gone. */
async function aboutTest(id, signal) {
  const found = await orNull(tests.get(id, signal));
  return found && { id, name: found.TestName, description: found.Description, scales: (Array.isArray(found.scales) ? found.scales : []).map(scale => scale?.name).filter(Boolean), norm: found.norms?.[0]?.name ?? '' };
}

export async function load({ params, signal }) {
  if (!params.id) return { definition: null, test: null };
  const [definition, row] = await Promise.all([definitions.get(params.id, signal), definitions.find(params.id, signal)]);
  return { definition: { ...definition, isCentral: row?.isCentral ?? false }, test: definition.testId && (await aboutTest(definition.testId, signal)) };
}

const languages = ['', 'en', 'de', 'nl', 'fr', 'es', 'it', 'pl', 'pt', 'tr', 'uk'];
const languageOptions = own => [...new Set([...languages, own])].map(code => ({ value: code, label: code ? languageName(code) : t('assessment_tests.any_language') }));
const beginning = () => `<h1>%%Session.Description%%</h1>\n<p>%%Person.Name%%, %%Session.EndedAt%%</p>\n\n%%Profile%%\n\n<h2>${t('assessment_tests.scores')}</h2>\n%%Scores%%\n`;

const startOf = (definition, test) => (definition ? {
  name: definition.name ?? '', explanation: definition.explanation ?? '', language: definition.language ?? '', code: definition.code ?? '', isDefault: definition.isDefault, isActive: definition.isActive, text: definition.text ?? '',
  test: definition.testId ? { value: definition.testId, label: test?.name ?? t('assessment_tests.unknown_test') } : null,
} : { name: '', explanation: '', language: '', code: '', isDefault: false, isActive: true, text: beginning(), test: null });

const valuesOf = ({ test, ...entries }) => ({ ...entries, name: entries.name.trim(), testId: test?.value ?? null });

/** The test that the report is about, fetched when another one is chosen. */
function useTest(first, chosen) {
  const [found, setFound] = useState(first);
  useEffect(() => {
    if (!chosen || chosen === found?.id) return undefined;
    const stop = new AbortController();
    aboutTest(chosen, stop.signal).then(test => { if (!stop.signal.aborted) setFound(test); }, error => { if (!stop.signal.aborted && !error.failure) throw error; });
    return () => stop.abort();
  }, [chosen]);
  return chosen && found?.id === chosen ? found : null;
}

function Editor({ definition, test: first }) {
  const id = useMemo(() => definition?.id ?? newId(), []);
  const isCentral = definition?.isCentral ?? false;
  const search = useMemo(() => pickTests(), []);
  const form = useForm({
    start: useMemo(() => startOf(definition, first), []), draft: draftOf(definition?.id ?? 'new'), check: entries => ({ name: !entries.name.trim() && 'enter_name', text: !entries.text.trim() && 'missing' }),
    send: entries => definitions.save(id, valuesOf(entries), { isCentral }),
    done: () => { stale(at.reportDefinitions); toast(t('assessment_tests.saved_said', { name: form.values.name })); if (!definition) go(at.reportDefinition(id), { replace: true }); },
  });
  const test = useTest(first, form.values.test?.value);
  const discard = () => { form.reset(); go(at.reportDefinitions); };
  return html`
    <${Restored} form=${form} />
    <div class="test-try">
      <${Form} form=${form} wide submit=${t('assessment_tests.save')} label=${t(definition ? title : 'assessment_tests.new_definition')} more=${html`<${Button} onClick=${discard}>${t('components.cancel')}<//>`}>
        <${TextField} ...${form.field('name', { label: t('assessment_tests.definition_name') })} autocomplete="off" maxlength="200" required />
        <${Combobox} ...${form.field('test', { label: t('assessment_tests.about_test'), hint: t('assessment_tests.about_test_hint'), optional: true })} search=${search} />
        <${TextWithPlaceholders} form=${form} test=${test} />
        <details class="fold"><summary>${t('assessment_tests.more_settings')}</summary><div class="stack">
          <${Select} ...${form.field('language', { label: t('assessment_tests.language') })} options=${languageOptions(form.values.language)} />
          <${TextArea} ...${form.field('explanation', { label: t('assessment_tests.definition_explanation'), optional: true })} rows=${2} />
          <${TextField} ...${form.field('code', { label: t('assessment_tests.code'), optional: true })} width="short" autocomplete="off" maxlength="50" />
          <${Checkbox} ...${form.field('isDefault', { label: t('assessment_tests.is_default'), hint: t('assessment_tests.is_default_hint') })} />
          <${Checkbox} ...${form.field('isActive', { label: t('assessment_tests.definition_active') })} /></div></details>
      <//>
      <${Preview} text=${form.values.text} test=${test} />
    </div>`;
}

function View({ definition, test }) {
  const why = definition.isForeign ? 'foreign' : definition.isCentral ? 'central' : 'right';
  const words = { foreign: ['assessment_tests.definition_foreign', 'assessment_tests.definition_foreign_text'], central: ['assessment_tests.definition_central', 'assessment_tests.definition_central_text'], right: ['assessment_tests.read_only', 'assessment_tests.ask_for_reports'] }[why];
  return html`<div class="stack">
    <${Notice} tone=${why === 'foreign' ? 'warn' : 'info'} title=${t(words[0])}>${t(words[1])}<//>
    <${Facts} label=${t('assessment_tests.about')} items=${[{ label: t('assessment_tests.about_test'), value: test?.name }, { label: t('assessment_tests.language'), value: definition.language && languageName(definition.language) }, { label: t('assessment_tests.definition_explanation'), value: definition.explanation }]} />
    ${!definition.isForeign && html`<${Preview} text=${definition.text ?? ''} test=${test} />`}
  </div>`;
}

function Body({ definition, test }) {
  if (!definition && !writesReports()) return html`<${Empty} icon="lock" title=${t('assessment_tests.no_right.reports')}>${t('assessment_tests.ask_for_reports')}<//>`;
  const isEdited = !definition || (!definition.isForeign && writesReports() && (!definition.isCentral || isMaster()));
  return isEdited ? html`<${Editor} definition=${definition} test=${test} />` : html`<${View} definition=${definition} test=${test} />`;
}

export default function Definition({ data, params }) {
  const [attempt, { failure }] = useAttempt();
  const definition = data.value?.definition;
  const remove = () => removal(attempt, {
    name: definition.name, text: t('assessment_tests.definition_remove_text'), verb: t('assessment_tests.definition_remove'),
    send: () => definitions.remove(definition.id, { isCentral: definition.isCentral }), draft: draftOf(definition.id), list: at.reportDefinitions,
  });
  const mayRemove = definition && writesReports() && (!definition.isCentral || isMaster());
  return html`<${Page} title=${params.id ? definition?.name || t(title) : t('assessment_tests.new_definition')} crumbs=${crumbs({ href: at.reportDefinitions, label: t('assessment_tests.definitions') })} width="test-wide"
    actions=${mayRemove && html`<${Button} kind="quiet danger" icon="trash" onClick=${remove}>${t('assessment_tests.definition_remove')}<//>`}>
    <${Refused} words=${failure} />
    <${Loaded} data=${data} height="30rem">${value => html`<${Body} key=${params.id ?? 'new'} ...${value} />`}<//>
  <//>`;
}
