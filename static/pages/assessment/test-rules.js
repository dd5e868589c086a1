// How answers become scores: the key of a scale (which questions count, which are turned round), and every rule as a table.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { language, plural, t } from '../../i18n/text.js';
import { announce } from '../../components/announcer.js';
import { Button, ButtonLink, IconButton } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Select } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { Cell } from './test-component.js';
import * as model from './test-model.js';
import { Still } from './test-still.js';
import { titleOf } from './test-words.js';

const ways = ['none', 'plus', 'minus'];
const wayWord = { none: () => t('assessment_tests.way.none'), plus: () => t('assessment_tests.way.plus'), minus: () => t('assessment_tests.way.minus'), other: () => t('assessment_tests.way.other') };

function KeyRow({ put, scale, question, way }) {
  const countable = model.isCountable(question.component);
  const possible = way === 'other' ? [...ways, 'other'] : ways;
  const why = each => (each === 'none' || each === 'other' || (countable && (each === 'plus' || model.reversal(question.component))) ? undefined : true);
  const name = `key-${scale.id}-${question.key}`;
  return html`<tr>
    <th scope="row" id=${name}><span class="test-part-text">${titleOf(question.component)}</span><span class="hint">${[question.screen.name, question.component.name].join(' · ')}</span></th>
    <td><div class="test-ways" role="radiogroup" aria-labelledby=${name}>${possible.map(each => html`<label key=${each} class="test-way">
      <input type="radio" name=${name} value=${each} checked=${way === each} disabled=${Boolean(why(each))} onChange=${() => put(now => model.setWay(now, scale.id, question, each))} /><span>${wayWord[each]()}</span></label>`)}</div></td>
  </tr>`;
}

function Key({ editor, questions }) {
  const { entries, view, show, put } = editor;
  const at = Math.min(view.key, entries.scales.length - 1);
  const scale = entries.scales[at];
  const counted = model.waysOf(entries, scale.id);
  const all = () => { put(questions.filter(question => model.isCountable(question.component) && !counted.has(question.key)).reduce((now, question) => model.setWay(now, scale.id, question, 'plus'), entries)); announce(t('assessment_tests.all_counted')); };
  const stale = model.staleTurns(entries);
  const mend = () => put(stale.reduce((now, i) => {
    const question = questions.find(each => each.key === model.keyOfRule(entries.scoreRules[i]));
    return { ...now, scoreRules: model.replaced(now.scoreRules, i, { ...now.scoreRules[i], TargetScaleValue: model.reversal(question.component) }) };
  }, entries));
  return html`<${Section} title=${t('assessment_tests.key')} lead=${t('assessment_tests.key_lead')}>
    ${stale.length > 0 && html`<${Notice} tone="warn" title=${plural('assessment_tests.stale_turns', stale.length)} actions=${html`<${Button} small onClick=${mend}>${t('assessment_tests.mend_turns')}<//>`}>${t('assessment_tests.stale_turns_text')}<//>`}
    <div class="row test-key-head"><${Select} label=${t('assessment_tests.scale')} value=${String(at)} onValue=${key => show({ key: Number(key) })} options=${entries.scales.map((each, i) => ({ value: String(i), label: each.name || t('assessment_tests.no_name') }))} width="short" />
      <${Button} icon="plus" onClick=${all}>${t('assessment_tests.count_all')}<//></div>
    <div class="table-box test-key"><table class="test-table"><caption class="visually-hidden">${t('assessment_tests.key_of', { name: scale.name })}</caption>
      <thead><tr><th scope="col">${t('assessment_tests.question')}</th><th scope="col">${t('assessment_tests.counts')}</th></tr></thead>
      <tbody>${questions.map(question => { const way = counted.get(question.key) ?? 'none'; return html`<${Still} key=${question.key} of=${[question, scale.id, way, language.value]} draw=${() => html`<${KeyRow} ...${{ put, scale, question, way }} />`} />`; })}</tbody></table></div>
  <//>`;
}

/** A choice in a table. What else could be chosen is drawn when somebody comes near: a hundred rows of a hundred questions would be slow. */
function Cellular({ editor, path, label, value, onValue, options }) {
  const [near, setNear] = useState(false);
  const come = () => setNear(true);
  const id = model.placeOf(path);
  const fault = editor.faultAt(...path);
  const known = options.some(option => option.value === value);
  return html`<select class="input" id=${id} aria-label=${label} aria-invalid=${fault ? 'true' : undefined} aria-describedby=${fault ? `${id}-error` : undefined} value=${value} onFocus=${come} onPointerEnter=${come} onChange=${event => onValue(event.target.value)}>
      ${!known && html`<option value=${value} selected>${value || t('assessment_tests.choose')}</option>`}
      ${options.filter(option => near || option.value === value).map(option => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.label}</option>`)}</select>
    ${fault && html`<p class="fault" id=${`${id}-error`}><${Icon} name="error" size=${16} /><span>${fault}</span></p>`}`;
}

/** Which answer a rule waits for: those of a choice by name, else any, or what is typed. */
function Answer({ editor, i, rule, component, label, set }) {
  const path = ['scoreRules', i, 'SourceValue'];
  if (!component) return html`<span class="hint">${t('assessment_tests.computes')}</span>`;
  if (component.options.length && (component.type === 'single_choice' || component.type === 'likert')) {
    const options = [{ value: '*', label: t('assessment_tests.any_answer') }, ...component.options.map(option => ({ value: option.value, label: [option.value, option.text].filter(Boolean).join(' – ') }))];
    return html`<${Cellular} ...${{ editor, path, label, options }} value=${rule.SourceValue} onValue=${SourceValue => set({ SourceValue })} />`;
  }
  return html`<${Cell} editor=${editor} path=${path} label=${label} value=${rule.SourceValue} onValue=${SourceValue => set({ SourceValue })} spellcheck=${false} />`;
}

function Rule({ editor, i, rule, scales, questions, known }) {
  const { put, focus } = editor;
  const key = model.keyOfRule(rule);
  const set = changes => put(now => ({ ...now, scoreRules: model.replaced(now.scoreRules, i, { ...now.scoreRules[i], ...changes }) }));
  const ask = next => {
    const question = known.get(next);
    set(question ? { SourceScreenID: question.screen.id, SourceQuestionID: question.component.id, SourceValue: rule.SourceValue || '*' } : { SourceScreenID: '', SourceQuestionID: '', SourceValue: '' });
  };
  const remove = () => {
    let entries = null;
    put(now => { entries = now; return { ...now, scoreRules: model.removed(now.scoreRules, i) }; });
    if (entries.scoreRules.length > 1) focus('scoreRules', Math.max(0, i - 1), 'TargetScaleValue');
    toast(t('assessment_tests.removed', { name: t('assessment_tests.place.rule', { number: i + 1 }) }), { undo: () => put(entries) });
  };
  const label = column => t('assessment_tests.rule_cell', { column, number: i + 1 });
  return html`<tr>
    <td><${Cellular} editor=${editor} path=${['scoreRules', i, 'SourceQuestionID']} label=${label(t('assessment_tests.question'))} value=${key} onValue=${ask} options=${questions} /></td>
    <td><${Answer} ...${{ editor, i, rule, set }} component=${known.get(key)?.component} label=${label(t('assessment_tests.answer'))} /></td>
    <td><${Cellular} editor=${editor} path=${['scoreRules', i, 'TargetScale']} label=${label(t('assessment_tests.scale'))} value=${rule.TargetScale} onValue=${TargetScale => set({ TargetScale })} options=${scales.map(scale => ({ value: scale.id, label: scale.name }))} /></td>
    <td><${Cell} editor=${editor} path=${['scoreRules', i, 'TargetScaleValue']} label=${label(t('assessment_tests.adds'))} value=${rule.TargetScaleValue} onValue=${TargetScaleValue => set({ TargetScaleValue })} class="input code" spellcheck=${false} maxlength="1000" /></td>
    <td class="narrow"><${IconButton} small icon="close" label=${t('assessment_tests.remove_rule', { number: i + 1 })} onClick=${remove} /></td>
  </tr>`;
}

function Table({ editor, found }) {
  const { entries, view, show, put, focus, checks } = editor;
  const [known, questions] = useMemo(() => [
    new Map(found.map(question => [question.key, question])), [{ value: '', label: t('assessment_tests.from_scales') }, ...found.map(question => ({ value: question.key, label: `${question.component.name} – ${titleOf(question.component)}` }))],
  ], [found, language.value]);
  const listed = entries.scoreRules.map((rule, i) => ({ rule, i })).filter(({ rule }) => !view.rules.scale || rule.TargetScale === view.rules.scale);
  const add = rule => {
    put({ ...entries, scoreRules: [...entries.scoreRules, { ...rule, TargetScale: view.rules.scale || entries.scales[0]?.id || '' }] });
    show({ rules: { ...view.rules, shown: Math.max(view.rules.shown, listed.length + 1) } });
    focus('scoreRules', entries.scoreRules.length, rule.SourceScreenID ? 'SourceValue' : 'TargetScaleValue');
  };
  const addAsking = () => add({ SourceScreenID: found[0].screen.id, SourceQuestionID: found[0].component.id, SourceValue: '*', TargetScaleValue: 'value' });
  const options = [{ value: '', label: t('assessment_tests.all_scales') }, ...entries.scales.map(scale => ({ value: scale.id, label: scale.name }))];
  return html`<${Section} title=${t('assessment_tests.all_rules')} lead=${t('assessment_tests.all_rules_lead')}>
    <div class="row"><${Select} label=${t('assessment_tests.of_scale')} value=${view.rules.scale} onValue=${scale => show({ rules: { scale, shown: 100 } })} options=${options} width="short" /></div>
    ${listed.length > 0 && html`<div class="table-box"><table class="test-table test-rules"><caption class="visually-hidden">${t('assessment_tests.all_rules')}</caption>
      <thead><tr><th scope="col">${t('assessment_tests.question')}</th><th scope="col">${t('assessment_tests.answer')}</th><th scope="col">${t('assessment_tests.scale')}</th><th scope="col">${t('assessment_tests.adds')}</th><td></td></tr></thead>
      <tbody>${listed.slice(0, view.rules.shown).map(({ i, rule }) => html`<${Still} key=${i} of=${[rule, i, entries.scales, questions, checks.faults, language.value]}
        draw=${() => html`<${Rule} ...${{ editor, i, rule, questions, known }} scales=${entries.scales} />`} />`)}</tbody></table></div>`}
    ${listed.length === 0 && html`<p class="muted">${t('assessment_tests.no_rules')}</p>`}
    <div class="row">
      ${listed.length > view.rules.shown && html`<${Button} onClick=${() => show({ rules: { ...view.rules, shown: view.rules.shown + 100 } })}>${t('assessment_tests.show_more', { shown: view.rules.shown, count: listed.length })}<//>`}
      <${Button} icon="plus" onClick=${addAsking}>${t('assessment_tests.add_rule')}<//><${Button} icon="plus" onClick=${() => add({ SourceScreenID: '', SourceQuestionID: '', SourceValue: '', TargetScaleValue: '' })}>${t('assessment_tests.add_computed')}<//></div>
  <//>`;
}

const Missing = ({ title, text, tab, verb }) => html`<${Empty} icon="list" title=${title} action=${html`<${ButtonLink} kind="primary" href=${`?tab=${tab}`} data-keep-place>${verb}<//>`}>${text}<//>`;

export function Rules({ editor }) {
  const { entries } = editor;
  const questions = useMemo(() => model.questionsOf(entries), [entries.screens]);
  if (!questions.length) return html`<${Missing} tab="questions" title=${t('assessment_tests.no_questions.title')} text=${t('assessment_tests.no_questions.text')} verb=${t('assessment_tests.to_questions')} />`;
  if (!entries.scales.length) return html`<${Missing} tab="scales" title=${t('assessment_tests.no_scales.title')} text=${t('assessment_tests.no_scales.text')} verb=${t('assessment_tests.to_scales')} />`;
  return html`<${Key} editor=${editor} questions=${questions} /><${Table} editor=${editor} found=${questions} />`;
}
