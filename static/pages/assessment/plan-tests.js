// The tests of a session in their order: added one by one or as a battery, each with its language and norm.
import { html, useRef } from '../../vendor/ui.js';
import { languages, t } from '../../i18n/text.js';
import * as batteries from '../../api/itr/batteries.js';
import * as tests from '../../api/itr/tests.js';
import { announce } from '../../components/announcer.js';
import { IconButton } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Select } from '../../components/field.js';
import { Refused } from '../../components/refused.js';
import { useAttempt } from '../../state/attempt.js';
import { moved } from './components/answers.js';

const codes = text => (text ?? '').split(',').map(code => code.trim().toLowerCase()).filter(Boolean);

const central = 'central ';

const found = row => ({ value: row.id, label: row.name, fact: row.description });

/** Active tests of the company and the central ones. */
export const pickTests = async (text, signal) => (await tests.list({ search: text, pageSize: 8, master: 'with', filter: [['Active', '=', 'true']], sort: 'TestName' }, signal)).rows.map(found);

async function pickBatteries(text, signal) {
  const found = await batteries.list({ search: text, pageSize: 8, master: 'with', archived: false, sort: 'BatteryName' }, signal);
  return found.rows.map(row => ({ value: `${row.isCentral ? central : ''}${row.id}`, label: row.name, fact: row.code }));
}

/** Tests by their ids: what a plan keeps of each. The language: the person's page's, where the test has it, else its first. */
export async function chosen(ids, signal) {
  if (!ids.length) return [];
  const { rows } = await tests.list({ filter: ids.map(id => ['ID', '=', id]), pageSize: -1, master: 'with' }, signal);
  const known = new Map(rows.reverse().map(row => [row.id, row])); // the company's own stands before the central one
  return Promise.all(ids.filter(id => known.has(id)).map(async id => {
    const row = known.get(id);
    const norms = await normsOf(id, signal);
    const spoken = codes(row.languages);
    const wished = document.documentElement.lang;
    return { id, name: row.name, languages: spoken, language: spoken.includes(wished) ? wished : spoken[0] ?? wished, norms, norm: norms[0]?.id ?? '' };
  }));
}

async function normsOf(id, signal) {
  try {
    const definition = await tests.get(id, signal);
    return (Array.isArray(definition.norms) ? definition.norms : []).filter(norm => norm?.id && norm.name).map(norm => ({ id: norm.id, name: norm.name }));
  } catch (error) {
    if (!error.failure) throw error;
    return []; // the test's first norm counts then
  }
}

function Row({ test, at, last, change, move, remove }) {
  return html`<li class="plan-test">
    <div class="plan-test-name"><span class="muted">${at + 1}.</span> <strong>${test.name}</strong></div>
    ${test.languages.length > 1 && html`<${Select} label=${t('assessment.plan.language_of', { name: test.name })} value=${test.language} onValue=${language => change({ ...test, language })}
      options=${test.languages.map(value => ({ value, label: languages[value] ?? value }))} />`}
    ${test.norms.length > 1 && html`<${Select} label=${t('assessment.plan.norm_of', { name: test.name })} value=${test.norm} onValue=${norm => change({ ...test, norm })}
      options=${test.norms.map(norm => ({ value: norm.id, label: norm.name }))} />`}
    <div class="plan-test-acts">
      <${IconButton} small icon="up" label=${t('assessment.plan.test_up', { name: test.name })} why=${at === 0 ? t('assessment.plan.is_first') : undefined} onClick=${() => move(at - 1)} />
      <${IconButton} small icon="down" label=${t('assessment.plan.test_down', { name: test.name })} why=${at === last ? t('assessment.plan.is_last') : undefined} onClick=${() => move(at + 1)} />
      <${IconButton} small icon="close" label=${t('assessment.plan.test_remove', { name: test.name })} onClick=${remove} />
    </div>
  </li>`;
}

/** `value`: the chosen tests; `error` and `id` come from the form's field. */
export function TestsField({ id, value, onValue, error, onBattery }) {
  const [attempt, { failure, busy }] = useAttempt();
  const latest = useRef(null);
  latest.current = value;
  const add = async ids => {
    const added = await chosen(ids.filter(one => !latest.current.some(test => test.id === one)));
    const fresh = added.filter(test => !latest.current.some(other => other.id === test.id));
    if (!fresh.length) return;
    onValue([...latest.current, ...fresh]);
    announce(t('assessment.plan.tests_added', { names: fresh.map(test => test.name).join(', ') }));
  };
  const addBattery = async entry => {
    const isCentral = entry.value.startsWith(central);
    const battery = await batteries.get(isCentral ? entry.value.slice(central.length) : entry.value, { isCentral });
    onBattery?.(battery.id);
    await add(battery.tests.map(test => test.id));
  };
  const replace = (at, test) => onValue(value.map((one, i) => (i === at ? test : one)));
  return html`<div class="stack" aria-busy=${busy ? 'true' : undefined}>
    <${Refused} words=${failure} />
    ${value.length > 0 && html`<ol class="plan-tests" aria-label=${t('assessment.tests')}>${value.map((test, at) => html`<${Row} key=${test.id} test=${test} at=${at} last=${value.length - 1} change=${next => replace(at, next)}
      move=${to => { onValue(moved(value, at, to)); announce(t('assessment.plan.test_moved', { name: test.name, place: to + 1 })); }} remove=${() => onValue(value.filter(one => one.id !== test.id))} />`)}</ol>`}
    <div class="form-row">
      <${Combobox} id=${id} label=${t('assessment.plan.add_test')} error=${error} value=${null} search=${pickTests} onValue=${entry => entry && attempt(() => add([entry.value]))} />
      <${Combobox} label=${t('assessment.plan.add_battery')} value=${null} search=${pickBatteries} onValue=${entry => entry && attempt(() => addBattery(entry))} />
    </div>
  </div>`;
}
