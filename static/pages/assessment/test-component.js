// The fields of one part of a page: what it says, what can be answered.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button, IconButton } from '../../components/button.js';
import { Checkbox, Select, TextArea, TextField } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import * as model from './test-model.js';
import { arrows, Handle, useDragging } from './test-order.js';
import { PictureField } from './test-picture.js';
import { agreement, kindWord } from './test-words.js';

const textWords = { heading: 'assessment_tests.heading_text', text: 'assessment_tests.plain_text', picture: 'assessment_tests.picture_text', timer: 'assessment_tests.timer_text' };

const CellFault = ({ id, text }) => (text ? html`<p class="fault" id=${`${id}-error`}><${Icon} name="error" size=${16} /><span>${text}</span></p>` : null);

/** An input in a table: labelled by its column and row, its fault beneath. */
export function Cell({ editor, path, label, value, onValue, ...rest }) {
  const id = model.placeOf(path);
  const fault = editor.faultAt(...path);
  return html`<input class="input" id=${id} aria-label=${label} autocomplete="off" aria-invalid=${fault ? 'true' : undefined} aria-describedby=${fault ? `${id}-error` : undefined} value=${value} onInput=${event => onValue(event.target.value)} ...${rest} />
    <${CellFault} id=${id} text=${fault} />`;
}

function Options({ editor, s, c, component }) {
  const { focus } = editor;
  const path = (...rest) => ['screens', s, 'components', c, 'options', ...rest].map(String);
  const { options } = component;
  const put = next => editor.put(entries => model.setComponent(entries, s, c, { options: next }));
  const set = (i, changes) => put(model.replaced(options, i, { ...options[i], ...changes }));
  const add = i => { put(model.inserted(options, i, model.nextOption(options))); focus(...path(i, 'text')); };
  const move = (from, to, part = 'text') => { const next = model.moved(options, from, to); if (next !== options) { put(next); focus(...path(to, part)); announce(t('assessment_tests.moved', { position: to + 1, count: options.length })); } };
  const remove = i => { put(model.removed(options, i)); if (options.length > 1) focus(...path(Math.max(0, i - 1), 'text')); };
  const paste = (event, i) => {
    const own = options[i].text === '' ? model.removed(options, i) : options;
    const next = model.pastedOptions(event.clipboardData?.getData('text/plain') ?? '', own);
    if (!next) return;
    event.preventDefault();
    put(next);
    focus(...path(next.length - 1, 'text'));
    announce(plural('assessment_tests.pasted', next.length - own.length));
  };
  const keys = (event, i, part) => {
    arrows(way => move(i, i + way, part))(event);
    if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); add(i + 1); }
  };
  const drag = useDragging(move);
  const label = (column, i) => t('assessment_tests.option_cell', { column, number: i + 1 });
  return html`<fieldset class="field" id=${model.placeOf(path())} tabindex="-1">
    <legend>${t('assessment_tests.options')}</legend>
    <p class="hint">${t('assessment_tests.options_hint')}</p>
    <${CellFault} id=${model.placeOf(path())} text=${editor.faultAt(...path())} />
    <div class="test-options" role="table" aria-label=${t('assessment_tests.options')}>
      <div class="test-option head" role="row">
        <span role="columnheader"><span class="visually-hidden">${t('assessment_tests.order')}</span></span>
        <span role="columnheader">${t('assessment_tests.value')}</span><span role="columnheader">${t('assessment_tests.option_text')}</span>
        <span role="columnheader"><span class="visually-hidden">${t('components.table.actions')}</span></span>
      </div>
      ${options.map((option, i) => html`<div class="test-option" role="row" key=${i} ...${drag.row(i)}>
        <span role="cell"><${Handle} ...${drag.handle(i)} /></span>
        <span role="cell"><${Cell} editor=${editor} path=${path(i, 'value')} label=${label(t('assessment_tests.value'), i)} value=${option.value} onValue=${value => set(i, { value })} maxlength="100" onKeyDown=${event => keys(event, i, 'value')} /></span>
        <span role="cell"><${Cell} editor=${editor} path=${path(i, 'text')} label=${label(t('assessment_tests.option_text'), i)} value=${option.text} onValue=${text => set(i, { text })} onKeyDown=${event => keys(event, i, 'text')} onPaste=${event => paste(event, i)} /></span>
        <span role="cell"><${IconButton} small icon="close" label=${t('assessment_tests.remove_option', { number: i + 1 })} onClick=${() => remove(i)} /></span>
      </div>`)}
    </div>
    <div><${Button} small icon="plus" onClick=${() => add(options.length)}>${t('assessment_tests.add_option')}<//></div>
  </fieldset>`;
}

export function ComponentFields({ editor, s, c, component }) {
  const { entries, put } = editor;
  const { type } = component;
  const set = changes => put(now => model.setComponent(now, s, c, changes));
  const field = name => editor.field(['screens', s, 'components', c, name], component[name], value => set({ [name]: value }));
  const figure = (name, label, more) => html`<${TextField} ...${field(name)} label=${label} inputmode="decimal" width="short" autocomplete="off" ...${more} />`;
  const isAsked = model.isQuestion(type);
  return html`
    <${TextArea} ...${field('text')} label=${t(textWords[type] ?? 'assessment_tests.question_text')} rows=${type === 'text' ? 4 : 2} />
    <div class="form-row">
      <${Select} ...${field('type')} onValue=${next => put(model.retyped(entries, s, c, next, agreement()))} label=${t('assessment_tests.kind')} options=${model.types.map(value => ({ value, label: kindWord(value) }))} />
      ${isAsked && html`<${TextField} ...${field('name')} label=${t('assessment_tests.name')} hint=${t('assessment_tests.name_hint')} autocomplete="off" maxlength="200" required />`}
    </div>
    ${type === 'picture' && html`<${PictureField} editor=${editor} path=${['screens', s, 'components', c, 'file']} value=${component.file} onValue=${file => set({ file })} />`}
    ${type === 'timer' && figure('seconds', t('assessment_tests.seconds'), { hint: t('assessment_tests.seconds_hint'), inputmode: 'numeric' })}
    ${model.hasOptions(type) && html`<${Options} editor=${editor} s=${s} c=${c} component=${component} />`}
    ${(type === 'number' || type === 'slider') && html`<div class="form-row">
      ${figure('min', t('assessment_tests.min'), { optional: type === 'number' })}${figure('max', t('assessment_tests.max'), { optional: type === 'number' })}${type === 'slider' && figure('step', t('assessment_tests.step'), { optional: true })}</div>`}
    ${type === 'multiple_choice' && html`<div class="form-row">
      ${figure('minChosen', t('assessment_tests.min_chosen'), { optional: true, inputmode: 'numeric' })}${figure('maxChosen', t('assessment_tests.max_chosen'), { optional: true, inputmode: 'numeric' })}</div>`}
    ${type === 'free_text' && figure('maxLength', t('assessment_tests.max_length'), { optional: true, inputmode: 'numeric' })}
    ${isAsked && html`
      <${Checkbox} ...${field('required')} label=${t('assessment_tests.is_required')} />
      <${Checkbox} ...${field('anonymise')} label=${t('assessment_tests.is_anonymised')} hint=${t('assessment_tests.is_anonymised_hint')} />`}`;
}
