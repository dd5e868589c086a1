// What an entry of metadata means and which values it may have: description, term, rules.
import { html, useState } from '../vendor/ui.js';
import { list, number, t } from '../i18n/text.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Checkbox, TextArea, TextField } from './field.js';
import { isBranch, isNumber, numeric, rules } from './metadata-model.js';

/** The rules of an entry in words, or ''. */
export function rulesInWords(validation, type) {
  const found = rules(validation, type);
  if (!found) return '';
  const { min, max } = found.range ?? {};
  const has = value => value !== null && value !== undefined;
  return [
    found.required && t('research.rule.required'),
    has(min) && has(max) ? t('research.rule.between', { min: number(min), max: number(max) }) : has(min) ? t('research.rule.from', { min: number(min) }) : has(max) && t('research.rule.to', { max: number(max) }),
    found.options && t('research.rule.one_of', { values: list(found.options.map(String)) }),
    found.iri && t('research.rule.iri'),
  ].filter(Boolean).join(' · ');
}

const lines = text => [...new Set(text.split('\n').map(line => line.trim()).filter(Boolean))];
const bound = (text, type) => (text.trim() === '' ? null : numeric(text, type));

export function MetadataDetails({ node, faults = {}, close, save }) {
  const { range, options, required, iri } = node.validation;
  const [values, setValues] = useState({
    description: node.description, term: node.term, required: Boolean(required), iri: Boolean(iri), min: range?.min ?? '', max: range?.max ?? '', options: (options ?? []).join('\n'),
  });
  const [wrong, setWrong] = useState({});
  const field = (name, more) => ({ ...more, name, value: typeof values[name] === 'number' ? String(values[name]) : values[name], error: wrong[name] ?? faults[name], onValue: value => setValues(before => ({ ...before, [name]: value })) });
  const { type } = node;
  const submit = event => {
    event.preventDefault();
    event.stopPropagation();
    const min = bound(String(values.min), type);
    const max = bound(String(values.max), type);
    const chosen = lines(values.options).map(value => (isNumber(type) ? numeric(value, type) : value));
    const number = t('errors.field.not_number');
    const found = {
      ...(typeof min === 'string' && { min: number }), ...(typeof max === 'string' && { max: number }),
      ...(isNumber(type) && chosen.some(value => typeof value === 'string') && { options: number }),
    };
    setWrong(found);
    if (Object.keys(found).length) return;
    save({ description: values.description, term: values.term, validation: rules({ required: values.required, iri: values.iri, range: { min, max }, options: chosen }, type) ?? {} });
  };
  const name = node.key || t('research.meta.entry');
  return html`<${Dialog} title=${t('research.meta.details_of', { name })} onClose=${close}>
    <form class="form" novalidate onSubmit=${submit} aria-label=${t('research.meta.details_of', { name })}>
      <${TextArea} ...${field('description', { label: t('research.description'), optional: true, rows: 2 })} />
      <${TextField} ...${field('term', { label: t('research.meta.term'), hint: t('research.meta.term_hint'), optional: true })} type="url" autocomplete="off" />
      ${!isBranch(type) && html`
        <${Checkbox} ...${field('required', { label: t('research.rule.required_label') })} />
        ${isNumber(type) && html`<div class="pair"><${TextField} ...${field('min', { label: t('research.rule.min'), optional: true })} inputmode="decimal" /><${TextField} ...${field('max', { label: t('research.rule.max'), optional: true })} inputmode="decimal" /></div>`}
        ${type === 'str' && html`<${Checkbox} ...${field('iri', { label: t('research.rule.iri_label') })} />`}
        ${['str', 'int', 'float'].includes(type) && html`<${TextArea} ...${field('options', { label: t('research.rule.options'), hint: t('research.rule.options_hint'), optional: true, rows: 3 })} />`}
        ${faults.validation && html`<p class="fault">${faults.validation}</p>`}`}
      <div class="form-foot"><${Button} kind="primary" type="submit">${t('research.meta.take')}<//><${Button} onClick=${close}>${t('components.cancel')}<//></div>
    </form><//>`;
}
