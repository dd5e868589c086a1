// The scales of a test: their names, which formulas use, and how fine a score is.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Menu } from '../../components/menu.js';
import { toast } from '../../components/toast.js';
import { Cell } from './test-component.js';
import * as model from './test-model.js';
import { arrows, Handle, orderItems, useDragging } from './test-order.js';

export function Scales({ editor }) {
  const { entries, put, focus } = editor;
  const { scales } = entries;
  const add = () => { put(model.addScale(entries)); focus('scales', scales.length, 'name'); };
  const set = (i, changes) => put(now => ({ ...now, scales: model.replaced(now.scales, i, { ...now.scales[i], ...changes }) }));
  const move = (from, to) => {
    const next = model.moved(scales, from, to);
    if (next === scales) { announce(t('assessment_tests.cannot_move')); return; }
    put({ ...entries, scales: next });
    focus('scales', to, 'name');
    announce(t('assessment_tests.moved', { position: to + 1, count: scales.length }));
  };
  const remove = i => {
    put(model.removeScale(entries, i));
    if (scales.length > 1) focus('scales', Math.min(i, scales.length - 2), 'name');
    toast(t('assessment_tests.removed', { name: scales[i].name }), { undo: () => put(entries) });
  };
  const drag = useDragging(move);
  const button = kind => html`<${Button} kind=${kind} icon="plus" onClick=${add}>${t('assessment_tests.add_scale')}<//>`;
  if (!scales.length) return html`<${Empty} icon="chart" title=${t('assessment_tests.no_scales.title')} action=${button('primary')}>${t('assessment_tests.no_scales.text')}<//>`;
  const label = (column, i) => t('assessment_tests.scale_cell', { column, number: i + 1 });
  return html`
    <p class="muted">${t('assessment_tests.scales_lead')}</p>
    <div class="table-box"><table class="test-table">
      <caption class="visually-hidden">${t('assessment_tests.tab.scales')}</caption>
      <thead><tr><td></td><th scope="col">${t('assessment_tests.scale_name')}</th><th scope="col" class="figure">${t('assessment_tests.precision')}</th><th scope="col" class="wide-only">${t('assessment_tests.tab.rules')}</th><td></td></tr></thead>
      <tbody>${scales.map((scale, i) => html`<tr key=${scale.id} ...${drag.row(i)} onKeyDown=${arrows(way => move(i, i + way))}>
        <td class="narrow"><${Handle} ...${drag.handle(i)} /></td>
        <td><${Cell} editor=${editor} path=${['scales', i, 'name']} label=${label(t('assessment_tests.scale_name'), i)} value=${scale.name}
          onValue=${name => put(now => model.renameScale(now, i, name))} onChange=${() => put(now => model.nameScale(now, i))} maxlength="100" spellcheck=${false} /></td>
        <td><${Cell} editor=${editor} path=${['scales', i, 'scalePrecision']} label=${label(t('assessment_tests.precision'), i)} value=${scale.scalePrecision} onValue=${scalePrecision => set(i, { scalePrecision })} inputmode="numeric" maxlength="1" /></td>
        <td class="narrow wide-only">${plural('assessment_tests.rules_count', entries.scoreRules.filter(rule => rule.TargetScale === scale.id).length)}</td>
        <td class="narrow"><${Menu} small iconOnly icon="more" label=${t('assessment_tests.acts', { name: scale.name })} items=${[...orderItems(i, scales.length, way => move(i, i + way)), null, { label: t('assessment_tests.remove'), icon: 'trash', danger: true, run: () => remove(i) }]} /></td>
      </tr>`)}</tbody>
    </table></div>
    <div>${button('secondary')}</div>`;
}
