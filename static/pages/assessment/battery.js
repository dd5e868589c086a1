// One battery: what it is called and its tests in their order. A new one is written here too.
import { html, useMemo, useRef } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as batteries from '../../api/itr/batteries.js';
import { newId } from '../../api/itr/page.js';
import * as tests from '../../api/itr/tests.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Checkbox, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { crumbs } from './crumbs.js';
import { numberOf } from './components/answers.js';
import { at } from './places.js';
import { moved, removed } from './test-model.js';
import { arrows, Handle, orderItems, useDragging } from './test-order.js';
import { pickTests } from './test-picks.js';
import { removal } from './tests-removal.js';

export const title = 'assessment_tests.battery';

export async function load({ params, signal }) {
  if (!params.id) return { battery: null, names: new Map() };
  const row = await batteries.find(params.id, signal);
  const battery = { ...(await batteries.get(params.id, { isCentral: row?.isCentral, signal })), isCentral: row?.isCentral ?? false };
  return { battery, names: await tests.names(battery.tests.map(test => test.id), signal) };
}

const draftOf = id => `battery:${id}`;

const blank = { name: '', description: '', code: '', costs: '0', isActive: true, remarks: '', tests: [] };
const startOf = (battery, names) => (battery ? {
  name: battery.name, description: battery.description ?? '', code: battery.code ?? '', costs: String(battery.costs ?? 0), isActive: battery.isActive, remarks: battery.remarks,
  tests: battery.tests.map(test => ({ ...test, label: names.get(test.id) ?? null })),
} : blank);

const valuesOf = entries => ({ ...entries, name: entries.name.trim(), costs: numberOf(entries.costs) ?? 0, tests: entries.tests.map(({ id, kept }) => ({ id, kept })) });

function check(entries) {
  const costs = numberOf(entries.costs);
  return { name: !entries.name.trim() && 'enter_name', costs: (!Number.isInteger(costs) || costs < 0 || costs > 32767) && 'not_integer', tests: entries.tests.length === 0 && 'choose_one' };
}

/** The tests in their order: dragged, moved by Alt and arrows or by the menu, taken out, found by typing. */
function TestRows({ form }) {
  const box = useRef(null);
  const search = useMemo(() => pickTests(), []);
  const rows = form.values.tests;
  const put = next => form.set('tests', next);
  const focus = i => setTimeout(() => (box.current?.querySelectorAll('.test-page-name')[i] ?? box.current?.querySelector('input'))?.focus());
  const name = row => row.label ?? t('assessment_tests.unknown_test');
  const move = (from, to) => {
    const next = moved(rows, from, to);
    if (next === rows) { announce(t('assessment_tests.cannot_move')); return; }
    put(next);
    focus(to);
    announce(t('assessment_tests.moved', { position: to + 1, count: rows.length }));
  };
  const remove = i => { put(removed(rows, i)); focus(Math.min(i, rows.length - 2)); toast(t('assessment_tests.removed', { name: name(rows[i]) }), { undo: () => put(rows) }); };
  const add = option => { if (option) put([...rows, { id: option.value, label: option.label, kept: {} }]); };
  const drag = useDragging(move);
  return html`<div class="stack" ref=${box}>
    ${rows.length > 0 && html`<div class="field"><p class="test-label" aria-hidden="true">${t('assessment_tests.battery_tests')}</p><ol class="test-parts" aria-label=${t('assessment_tests.battery_tests')}>${rows.map((row, i) => html`<li class="test-page" key=${`${row.id} ${i}`} ...${drag.row(i)}>
      <${Handle} ...${drag.handle(i)} />
      <button type="button" class="test-page-name" onKeyDown=${arrows(way => move(i, i + way))} aria-label=${t('assessment_tests.battery_row', { number: i + 1, name: name(row) })}><span class="count">${i + 1}.</span><span>${name(row)}</span></button>
      <${Menu} small iconOnly icon="more" label=${t('assessment_tests.acts', { name: name(row) })} items=${[...orderItems(i, rows.length, way => move(i, i + way)), null, { label: t('assessment_tests.remove'), icon: 'trash', danger: true, run: () => remove(i) }]} /></li>`)}</ol></div>`}
    <${Combobox} key=${rows.length} ...${form.field('tests', { label: t('assessment_tests.battery_add'), hint: t('assessment_tests.battery_add_hint') })} value=${null} onValue=${add} search=${search} />
  </div>`;
}

function Editor({ battery, names }) {
  const id = useMemo(() => battery?.id ?? newId(), []);
  const isCentral = battery?.isCentral ?? false;
  const form = useForm({
    start: startOf(battery, names), check, draft: draftOf(battery?.id ?? 'new'), send: entries => batteries.save(id, valuesOf(entries), { isCentral }),
    done: () => { stale(at.batteries); toast(t('assessment_tests.saved_said', { name: form.values.name })); go(at.batteries); },
  });
  const discard = () => { form.reset(); go(at.batteries); };
  return html`
    <${Restored} form=${form} />
    <${Form} form=${form} wide submit=${t('assessment_tests.save')} label=${t(battery ? title : 'assessment_tests.new_battery')} saved="" more=${html`<${Button} onClick=${discard}>${t('components.cancel')}<//>`}>
      <${TextField} ...${form.field('name', { label: t('assessment_tests.battery_name') })} autocomplete="off" maxlength="200" required />
      <${TextArea} ...${form.field('description', { label: t('assessment_tests.description'), optional: true })} rows=${2} />
      <${TestRows} form=${form} />
      <div class="form-row">
        <${TextField} ...${form.field('costs', { label: t('assessment_tests.costs') })} inputmode="numeric" width="short" autocomplete="off" />
        <${TextField} ...${form.field('code', { label: t('assessment_tests.code'), optional: true })} width="short" autocomplete="off" maxlength="20" />
      </div>
      <${Checkbox} ...${form.field('isActive', { label: t('assessment_tests.battery_active'), hint: t('assessment_tests.battery_active_hint') })} />
      <${TextArea} ...${form.field('remarks', { label: t('assessment_tests.remarks'), optional: true })} rows=${2} />
    <//>`;
}

export default function Battery({ data, params }) {
  const [attempt, { failure }] = useAttempt();
  const battery = data.value?.battery;
  const remove = () => removal(attempt, {
    name: battery.name, text: t('assessment_tests.battery_remove_text'), verb: t('assessment_tests.battery_remove'),
    send: () => batteries.remove(battery.id, { isCentral: battery.isCentral }), draft: draftOf(battery.id), list: at.batteries,
  });
  const actions = battery && html`<${Button} kind="quiet danger" icon="trash" onClick=${remove}>${t('assessment_tests.battery_remove')}<//>`;
  return html`<${Page} title=${params.id ? battery?.name ?? t(title) : t('assessment_tests.new_battery')} crumbs=${crumbs({ href: at.batteries, label: t('assessment_tests.batteries') })} actions=${actions} width="editor">
    <${Refused} words=${failure} />
    <${Loaded} data=${data} height="30rem">${value => html`<${Editor} key=${params.id ?? 'new'} ...${value} />`}<//>
  <//>`;
}
