// Putting things in an order: by buttons, by Alt and arrows, by dragging.
import { html, useRef } from '../../../vendor/ui.js';
import { t } from '../../../i18n/text.js';
import { announce } from '../../../components/announcer.js';
import { Button, IconButton } from '../../../components/button.js';
import { Icon } from '../../../components/icon.js';
import { moved, orderOf } from './answers.js';
import { AskedTogether, idOf, isTouched } from './question.js';

export function Ranking({ screen, component, value, fault, onAnswer }) {
  const id = idOf(screen, component);
  const dragged = useRef(null);
  const order = orderOf(component, value);
  const textOf = each => component.options.find(option => option.value === each).text || each;
  const move = (from, to, part) => {
    if (to < 0 || to >= order.length || to === from) return;
    onAnswer(moved(order, from, to).join(','));
    announce(t('assessment_taking.ranked', { what: textOf(order[from]), place: to + 1, of: order.length }));
    const end = to === 0 ? 'down' : to === order.length - 1 ? 'up' : part; // the other button where there is no further way
    requestAnimationFrame(() => document.getElementById(`${id}-${order[from]}-${end}`.replaceAll(/[^\w-]/g, '_'))?.focus());
  };
  const keys = (event, i) => {
    const to = event.altKey ? { ArrowUp: i - 1, ArrowDown: i + 1 }[event.key] : undefined;
    if (to !== undefined) { event.preventDefault(); move(i, to, to < i ? 'up' : 'down'); }
  };
  const drop = (event, to) => { event.preventDefault(); if (dragged.current !== null) move(dragged.current, to, 'up'); dragged.current = null; };
  return html`<${AskedTogether} id=${id} component=${component} fault=${fault} hint=${t(isTouched() ? 'assessment_taking.ranking_hint_touch' : 'assessment_taking.ranking_hint')}>
    <ol class="take-ranking">
      ${order.map((each, i) => html`
        <li key=${each} draggable="true" onDragStart=${() => { dragged.current = i; }} onDragOver=${event => event.preventDefault()} onDrop=${event => drop(event, i)} onKeyDown=${event => keys(event, i)}>
          <span class="take-grip"><${Icon} name="grip" size=${18} /></span><span class="take-place">${i + 1}</span><span class="take-ranked" lang=${component.lang}>${textOf(each)}</span>
          <${IconButton} id=${`${id}-${each}-up`.replaceAll(/[^\w-]/g, '_')} icon="up" label=${t('assessment_taking.up', { what: textOf(each) })} why=${i === 0 ? t('assessment_taking.is_first') : undefined} onClick=${() => move(i, i - 1, 'up')} />
          <${IconButton} id=${`${id}-${each}-down`.replaceAll(/[^\w-]/g, '_')} icon="down" label=${t('assessment_taking.down', { what: textOf(each) })} why=${i === order.length - 1 ? t('assessment_taking.is_last') : undefined} onClick=${() => move(i, i + 1, 'down')} />
        </li>`)}
    </ol>
    <div class="take-slider-value">${value ? html`<span class="muted">${t('assessment_taking.ranking_taken')}</span>` : html`<${Button} small onClick=${() => onAnswer(order.join(','))}>${t('assessment_taking.ranking_take')}<//>`}</div>
  <//>`;
}
