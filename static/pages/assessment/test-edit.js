// The editor of a test: its parts in tabs, what is wrong, what is stored.
import { html } from '../../vendor/ui.js';
import { plural, t, time } from '../../i18n/text.js';
import * as files from '../../api/itr/files.js';
import { Button } from '../../components/button.js';
import { confirm } from '../../components/dialog.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Refused } from '../../components/refused.js';
import { RestoredNotice } from '../../components/restored.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { at } from './places.js';
import * as model from './test-model.js';
import { Norms } from './test-norms.js';
import { folderOf } from './test-picture.js';
import { Questions, Wrong } from './test-questions.js';
import { Rules } from './test-rules.js';
import { Scales } from './test-scales.js';
import { NameField, Settings } from './test-settings.js';
import { useEditor } from './test-state.js';
import { Try } from './test-try.js';
import { faultWord, placeWord } from './test-words.js';

const tabs = {
  questions: () => t('assessment_tests.tab.questions'), scales: () => t('assessment_tests.tab.scales'), rules: () => t('assessment_tests.tab.rules'), norms: () => t('assessment_tests.tab.norms'),
  settings: () => t('assessment_tests.tab.settings'), try: () => t('assessment_tests.tab.try'),
};
const mostListed = 20;

/** Everything that has to be mended, each with the way there. */
function Faults({ editor, query, faults }) {
  const isStuck = model.check(editor.entries).some(stuck => faults.some(found => found.path[0] === stuck.path[0]));
  return html`<div class="summary test-faults" role="status"><${Icon} name="error" /><div class="stack-2">
    <h2>${plural('assessment_tests.to_mend', faults.length)}</h2>
    <p>${t(isStuck ? 'assessment_tests.not_savable_text' : 'assessment_tests.to_mend_text')}</p>
    <ul>${faults.slice(0, mostListed).map(found => html`<li key=${found.path.join('.') + found.code}><button type="button" class="link" onClick=${() => editor.jump(found, query)}>${placeWord(found.path)}</button>: ${faultWord(found)}</li>`)}</ul>
    ${faults.length > mostListed && html`<p>${plural('assessment_tests.to_mend_more', faults.length - mostListed)}</p>`}
  </div></div>`;
}

function Bar({ editor, save, discard }) {
  const { isChanged, saving, checks, fits } = editor;
  const words = saving.busy ? t('components.sending') : isChanged ? t(fits ? 'assessment_tests.kept_here' : 'assessment_tests.no_room') : saving.at ? t('assessment_tests.saved_at', { time: time(saving.at) }) : '';
  const checked = checks.isAsked && !checks.busy && !checks.words && checks.faults.length === 0;
  return html`<div class="editor-bar">
    <span class="muted" role="status">${[words, checked && t('assessment_tests.nothing_wrong')].filter(Boolean).join(' ')}</span>
    <${Button} icon="check" busy=${checks.busy} onClick=${checks.ask}>${t('assessment_tests.check')}<//>
    ${(isChanged || editor.isNew) && html`<${Button} onClick=${discard}>${t('assessment_tests.discard')}<//>`}
    <${Button} kind="primary" busy=${saving.busy} why=${isChanged || editor.isNew ? undefined : t('assessment_tests.nothing_to_save')} onClick=${save}>${t('assessment_tests.save')}<//>
  </div>`;
}

const panels = { questions: Questions, scales: Scales, rules: Rules, norms: Norms, settings: Settings };

export function Editor({ stored, fresh, isCentral, query, reload }) {
  const editor = useEditor({ stored, fresh, isCentral, reload });
  const { checks, saving, entries } = editor;
  const open = query.tab in tabs ? query.tab : 'questions';
  const wrong = model.byTab(checks.faults.filter(found => !(editor.isNew && found.path[0] === 'TestName'))); // the name of a new one is in no tab
  const save = async () => {
    const local = model.check(entries);
    checks.ask();
    if (local.length) { editor.jump(local[0], query); return; }
    if (!(await saving.save())) return;
    toast(t('assessment_tests.saved_said', { name: entries.TestName }));
    if (!stored) go(`${at.test(entries.id)}?${new URLSearchParams(query)}`, { replace: true });
  };
  const discard = async () => {
    if (editor.isChanged && !(await confirm({ title: t('assessment_tests.discard_title'), text: t('assessment_tests.discard_text'), verb: t('assessment_tests.discard'), danger: true }))) return;
    editor.reset();
    if (stored) return;
    if (entries.screens.some(screen => screen.components.some(component => component.file))) files.removeAll(folderOf(entries.id, false)).catch(() => {}); // its pictures were of no stored test
    go(at.tests);
  };
  const Panel = panels[open];
  const listed = found => html`<${Faults} editor=${editor} query=${query} faults=${found} />`;
  return html`<div class="stack">
    ${editor.isRestored && editor.isChanged && html`<${RestoredNotice} discard=${discard} />`}
    ${editor.isOutdated && editor.isChanged && html`<${Notice} tone="warn" title=${t('assessment_tests.outdated')}>${t('assessment_tests.outdated_text')}<//>`}
    <${Refused} words=${saving.failure} />
    ${checks.words && !saving.failure && html`<${Notice} tone="warn" title=${checks.words.title}>${checks.words.text}<//>`}
    ${checks.faults.length > 0 && open !== 'try' && listed(checks.faults)}
    ${editor.isNew && html`<div class="form wide"><${NameField} editor=${editor} /></div>`}
    <div><${Tabs} label=${t('assessment_tests.parts_of_test')} open=${open} query=${query} tabs=${Object.entries(tabs).map(([id, word]) => ({ id, label: html`${word()}<${Wrong} count=${wrong[id]?.length ?? 0} />` }))}>
      <div class="stack test-panel">${open === 'try' ? html`<${Try} entries=${entries} kept=${editor.kept ?? {}} faults=${listed} />` : html`<${Panel} editor=${editor} />`}</div>
    <//></div>
    <${Bar} editor=${editor} save=${save} discard=${discard} />
  </div>`;
}
