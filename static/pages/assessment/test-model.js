// A test as the editor holds it: the documented parts, numbers as they are typed. Pure, so that node can test it.
import { moved as reordered, numberOf, questions } from './components/answers.js';

export const types = ['heading', 'text', 'picture', 'single_choice', 'multiple_choice', 'likert', 'number', 'slider', 'free_text', 'ranking', 'timer'];
const choosing = new Set(['single_choice', 'multiple_choice', 'likert', 'ranking']);
const scripts = ['BeforeScript', 'AfterScript', 'BeforeNormingScript', 'AfterNormingScript', 'ScoringScript', 'Pre360', 'Per360', 'Post360'];
const mark = 'Athenaeum';

export const isQuestion = type => questions.has(type);
export const hasOptions = type => choosing.has(type);

/** Is it made here, so that it can be edited and is scored? Everything with scripts or templates of others is foreign. */
export const isOurs = test => isRecord(test.PluginData) && isRecord(test.PluginData[mark]) && scripts.every(name => !String(test[name] ?? '').trim());

const isRecord = thing => Boolean(thing) && typeof thing === 'object' && !Array.isArray(thing);
const listOf = thing => (Array.isArray(thing) ? thing : []);

/** A short id that is in none of `taken`. */
export function shortId(taken = []) {
  for (;;) {
    const id = [...crypto.getRandomValues(new Uint8Array(4))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    if (!taken.includes(id)) return id;
  }
}

/** `base1`, or the first higher number that nobody has. */
export function freeName(base, taken) {
  for (let number = 1; ; number += 1) if (!taken.includes(`${base}${number}`)) return `${base}${number}`;
}

// Reading and writing

const typed = ['min', 'max', 'step', 'seconds', 'maxLength', 'minChosen', 'maxChosen'];
const wholes = new Set(['seconds', 'maxLength', 'minChosen', 'maxChosen']);
const texts = ['TestName', 'Description', 'Explanation', 'Remarks', 'AuthorInfo', 'Copyrights', 'InvoiceCode'];
const counts = { Costs: 32767, TotalTimeAvailableForThisTest: 32767, MinPercentageOfAnswersRequired: 100 };
const flags = ['TestDefinitionIsProtected', 'Active'];

const asText = value => (value === null || value === undefined ? '' : String(value));

const readComponent = given => ({ ...given, id: asText(given.id), name: asText(given.name), type: asText(given.type), text: asText(given.text), ...Object.fromEntries(typed.map(name => [name, asText(given[name])])),
  required: given.required === true, anonymise: given.anonymise === true, file: asText(given.file), options: listOf(given.options).map(option => ({ ...option, value: asText(option?.value), text: asText(option?.text) })) });
const readScreen = given => ({ ...given, id: asText(given.id), name: asText(given.name), components: listOf(given.components).filter(isRecord).map(readComponent) });
const readScale = given => ({ ...given, id: asText(given.id), name: asText(given.name), scalePrecision: asText(given.scalePrecision ?? 0) });
const ruleParts = ['SourceScreenID', 'SourceQuestionID', 'SourceValue', 'TargetScale', 'TargetScaleValue'];
const readRule = given => ({ ...given, ...Object.fromEntries(ruleParts.map(name => [name, asText(given[name])])) });
const readBorder = given => ({ ...given, rawScoreBorder: asText(given?.rawScoreBorder), normValue: asText(given?.normValue), percentileValue: asText(given?.percentileValue) });
const readColumn = given => ({ ...given, scaleID: asText(given.scaleID), normColumnValues: listOf(given.normColumnValues).map(readBorder) });
const readNorm = given => ({ ...given, id: asText(given.id), name: asText(given.name), description: asText(given.description), normColumns: listOf(given.normColumns).filter(isRecord).map(readColumn) });

const codes = text => asText(text).split(/[\s,;]+/).filter(Boolean);

/** Entries of the editor from a test in its documented names. */
export const fromWire = test => ({
  id: test.ID,
  ...Object.fromEntries(texts.map(name => [name, asText(test[name])])),
  ...Object.fromEntries(Object.keys(counts).map(name => [name, asText(test[name] ?? 0)])),
  TestDefinitionIsProtected: test.TestDefinitionIsProtected === true, Active: test.Active !== false,
  languages: codes(test.LanguageSupport), isGathered: test.PluginData?.DataGathering?.Allowed !== false,
  canGoBack: test.PluginData?.[mark]?.canGoBack !== false, thanks: asText(test.PluginData?.[mark]?.thanks),
  screens: listOf(test.screens).filter(isRecord).map(readScreen), scales: listOf(test.scales).filter(isRecord).map(readScale),
  scoreRules: listOf(test.scoreRules).filter(isRecord).map(readRule), norms: listOf(test.norms).filter(isRecord).map(readNorm),
});

/** A new test with one empty screen, `screen` being what it is called; what it gives away is decided by its author. */
export const blank = (id, screen) => fromWire({ ID: id, Active: true, TestDefinitionIsProtected: true, PluginData: { DataGathering: { Allowed: false } }, screens: [{ id: 's1', name: screen, components: [] }] });

const parts = {
  options: type => hasOptions(type), file: type => type === 'picture', seconds: type => type === 'timer', min: type => type === 'number' || type === 'slider', max: type => type === 'number' || type === 'slider',
  step: type => type === 'slider', maxLength: type => type === 'free_text', minChosen: type => type === 'multiple_choice', maxChosen: type => type === 'multiple_choice',
  required: isQuestion, anonymise: isQuestion,
};

/** The number where it is one that fits, else what was typed: the server says what is wrong with it. */
const sent = (name, text) => { const found = numberOf(text); return found === null || (wholes.has(name) && !Number.isInteger(found)) ? text : found; };

/** A component with the parts that its type has. */
export function componentToWire(component) {
  const written = { ...component };
  for (const [name, has] of Object.entries(parts)) if (!has(component.type) || component[name] === '' || component[name] === false) delete written[name];
  for (const name of typed) if (name in written) written[name] = sent(name, written[name]);
  return written;
}

export const screensToWire = screens => screens.map(screen => ({ ...screen, components: screen.components.map(componentToWire) }));

const normsToWire = norms => norms.map(norm => ({ ...norm, normColumns: norm.normColumns.map(column => ({ ...column, normColumnValues: column.normColumnValues.map(border => ({ ...border, rawScoreBorder: numberOf(border.rawScoreBorder) ?? (border.rawScoreBorder || null) })) })) }));

/** What stands beside the fields: what is of ours, and whether data may be gathered; the rest stays. */
const pluginData = (entries, kept) => ({
  ...kept, [mark]: { version: 1, ...kept[mark], canGoBack: entries.canGoBack, thanks: entries.thanks }, DataGathering: { ...kept.DataGathering, Allowed: entries.isGathered },
});

/** The documented names of what the editor holds; `kept` is the test as it is stored. */
export const toWire = (entries, kept = {}) => ({
  ...Object.fromEntries([...texts, ...flags].map(name => [name, entries[name]])), ...Object.fromEntries(Object.keys(counts).map(name => [name, numberOf(entries[name]) ?? 0])),
  LanguageSupport: entries.languages.join(', '),
  PluginData: pluginData(entries, isRecord(kept.PluginData) ? kept.PluginData : {}),
  screens: screensToWire(entries.screens), scales: entries.scales.map(({ named, ...scale }) => ({ ...scale, scalePrecision: sentWhole(scale.scalePrecision) })), scoreRules: entries.scoreRules, norms: normsToWire(entries.norms),
});

const sentWhole = text => { const found = numberOf(text); return Number.isInteger(found) ? found : text; };

const sorted = thing => (Array.isArray(thing) ? thing.map(sorted) : isRecord(thing) ? Object.fromEntries(Object.keys(thing).sort().map(name => [name, sorted(thing[name])])) : thing);

/** Do both say the same, in whatever order their members are? */
export const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** A short text that is another one for another test. */
export function fingerprint(test) {
  let sum = 0;
  const text = JSON.stringify(sorted(test));
  for (let i = 0; i < text.length; i += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return `${text.length} ${sum}`;
}

/** What of `now` differs from `before`, both in documented names: two people who change different parts do not undo each other. */
export const changesOf = (before, now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]) && !same(value, before[name])));

/** What the server does not look at when it checks a test: [{ path, code, params }]. */
export function check(entries) {
  const found = [];
  if (!entries.TestName.trim()) found.push({ path: ['TestName'], code: 'enter_name' });
  for (const [name, most] of Object.entries(counts)) {
    const count = numberOf(entries[name]);
    if (!Number.isInteger(count)) found.push({ path: [name], code: 'not_integer' });
    else if (count < 0 || count > most) found.push({ path: [name], code: 'out_of_range', params: { minimum: 0, maximum: most } });
  }
  return found;
}

// Lists: every deed makes new entries and leaves the old ones

export const replaced = (list, at, item) => list.map((entry, i) => (i === at ? item : entry));
export const removed = (list, at) => list.filter((_, i) => i !== at);
export const inserted = (list, at, item) => [...list.slice(0, at), item, ...list.slice(at)];

/** The entry at `from` stands at `to`; the same list where that is nowhere. */
export const moved = (list, from, to) => (to < 0 || to >= list.length || from === to ? list : reordered(list, from, to));

const setScreen = (entries, s, changes) => ({ ...entries, screens: replaced(entries.screens, s, { ...entries.screens[s], ...changes }) });
export const setComponent = (entries, s, c, changes) => setScreen(entries, s, { components: replaced(entries.screens[s].components, c, { ...entries.screens[s].components[c], ...changes }) });
export const renameScreen = (entries, s, name) => setScreen(entries, s, { name });

export function addScreen(entries, word, at = entries.screens.length) {
  const screen = { id: shortId(entries.screens.map(each => each.id)), name: freeName(`${word} `, entries.screens.map(each => each.name)), components: [] };
  return { ...entries, screens: inserted(entries.screens, at, screen) };
}

const isOf = (rule, screen, component) => rule.SourceScreenID === screen.id && (!component || rule.SourceQuestionID === component.id);

/** The screen goes, and the rules of its questions with it. */
export function removeScreen(entries, s) {
  const screen = entries.screens[s];
  return { ...entries, screens: removed(entries.screens, s), scoreRules: entries.scoreRules.filter(rule => !isOf(rule, screen)) };
}

export const moveScreen = (entries, from, to) => { const screens = moved(entries.screens, from, to); return screens === entries.screens ? entries : { ...entries, screens }; };

/** What a new component of a type begins with; `words` are those of a Likert row. */
const beginnings = {
  single_choice: () => ({ options: [{ value: '1', text: '' }, { value: '2', text: '' }] }), multiple_choice: () => ({ options: [{ value: '1', text: '' }, { value: '2', text: '' }] }),
  ranking: () => ({ options: [{ value: '1', text: '' }, { value: '2', text: '' }] }), likert: words => ({ options: words.map((text, i) => ({ value: String(i + 1), text })) }),
  slider: () => ({ min: '0', max: '100', step: '1' }), timer: () => ({ seconds: '60' }),
};

const questionNames = entries => entries.screens.flatMap(screen => screen.components.map(component => component.name));

export function newComponent(entries, s, type, words) {
  const name = isQuestion(type) ? freeName('Q', questionNames(entries)) : '';
  return readComponent({ id: shortId(entries.screens[s].components.map(each => each.id)), name, type, text: '', ...beginnings[type]?.(words) });
}

export const addComponent = (entries, s, component, at = entries.screens[s].components.length) => setScreen(entries, s, { components: inserted(entries.screens[s].components, at, component) });

export function removeComponent(entries, s, c) {
  const screen = entries.screens[s];
  return { ...setScreen(entries, s, { components: removed(screen.components, c) }), scoreRules: entries.scoreRules.filter(rule => !isOf(rule, screen, screen.components[c])) };
}

export function moveComponent(entries, s, from, to) {
  const components = moved(entries.screens[s].components, from, to);
  return components === entries.screens[s].components ? entries : setScreen(entries, s, { components });
}

/** To the end of another screen; its rules go with it. */
export function carryComponent(entries, s, c, to) {
  const [from, target] = [entries.screens[s], entries.screens[to]];
  const component = from.components[c];
  const ids = target.components.map(each => each.id);
  const carried = ids.includes(component.id) ? { ...component, id: shortId(ids) } : component;
  const screens = entries.screens.map((screen, i) => (i === s ? { ...screen, components: removed(screen.components, c) } : i === to ? { ...screen, components: [...screen.components, carried] } : screen));
  return { ...entries, screens, scoreRules: entries.scoreRules.map(rule => (isOf(rule, from, component) ? { ...rule, SourceScreenID: target.id, SourceQuestionID: carried.id } : rule)) };
}

/** The same question once more, right behind it, under a name of its own and without rules. */
export function copyComponent(entries, s, c) {
  const screen = entries.screens[s];
  const copy = { ...screen.components[c], id: shortId(screen.components.map(each => each.id)), name: screen.components[c].name && freeName('Q', questionNames(entries)) };
  return addComponent(entries, s, copy, c + 1);
}

/** Another type keeps the words, and the options where both have some. */
export function retyped(entries, s, c, type, words) {
  const before = entries.screens[s].components[c];
  const fresh = newComponent(entries, s, type, words);
  const kept = hasOptions(before.type) && hasOptions(type) ? { options: before.options } : {};
  return setComponent(entries, s, c, { ...fresh, id: before.id, name: before.name || fresh.name, text: before.text, required: isQuestion(type) && before.required, anonymise: isQuestion(type) && before.anonymise, ...kept });
}

/** The next option: the number after the last one's, where options are numbers. */
export function nextOption(options) {
  const numbers = options.map(option => numberOf(option.value));
  const value = numbers.every(number => number !== null) ? String((numbers.length ? Math.max(...numbers) : 0) + 1) : '';
  return { value, text: '' };
}

/** Lines that were pasted become options: `3; often`, `3<tab>often` or just `often`. Null for a single line. */
export function pastedOptions(text, options) {
  const lines = text.split(/\r?\n/).map(line => line.trim()).filter(Boolean);
  if (lines.length < 2) return null;
  const made = [...options];
  for (const line of lines) {
    const [, value, rest] = /^([^\t;,]{1,100}?)\s*[\t;]\s*(.*)$/.exec(line) ?? [null, null, line];
    made.push(value === null ? { ...nextOption(made), text: rest } : { value, text: rest });
  }
  return made;
}

// Questions and scales

/** Every question with its place: [{ screen, component, s, c, key }]. */
export const questionsOf = entries => entries.screens.flatMap((screen, s) => screen.components.map((component, c) => ({ screen, component, s, c, key: `${screen.id}/${component.id}` })).filter(each => isQuestion(each.component.type)));

export const keyOfRule = rule => (rule.SourceScreenID || rule.SourceQuestionID ? `${rule.SourceScreenID}/${rule.SourceQuestionID}` : '');

export function addScale(entries) {
  return { ...entries, scales: [...entries.scales, { id: shortId(entries.scales.map(scale => scale.id)), name: freeName('Scale', entries.scales.map(scale => scale.name)), scalePrecision: '0' }] };
}

/** The scale goes with its rules and its columns in norms. */
export function removeScale(entries, i) {
  const { id } = entries.scales[i];
  return {
    ...entries, scales: removed(entries.scales, i), scoreRules: entries.scoreRules.filter(rule => rule.TargetScale !== id),
    norms: entries.norms.map(norm => ({ ...norm, normColumns: norm.normColumns.filter(column => column.scaleID !== id) })),
  };
}

const word = String.raw`[\p{L}_][\p{L}\p{N}\p{Mn}_]*`;
const words = new RegExp(word, 'gu');
const isWord = new RegExp(`^${word}$`, 'u');

/** Another name while it is typed; `named` is what formulas call the scale until it is finished. */
export const renameScale = (entries, i, name) => ({ ...entries, scales: replaced(entries.scales, i, { ...entries.scales[i], name, named: entries.scales[i].named ?? entries.scales[i].name }) });

/** The name is finished: formulas that use the scale follow, where it can be a name in formulas and is nobody else's. */
export function nameScale(entries, i) {
  const { named, ...scale } = entries.scales[i];
  if (named === undefined || !isWord.test(scale.name) || entries.scales.some((other, at) => at !== i && [other.name, other.named].includes(scale.name))) return entries;
  const follow = rule => (keyOfRule(rule) ? rule : { ...rule, TargetScaleValue: rule.TargetScaleValue.replace(words, found => (found === named ? scale.name : found)) });
  return { ...entries, scales: replaced(entries.scales, i, scale), scoreRules: entries.scoreRules.map(follow) };
}

// Rules

/** The lowest and the highest number that an answer can be, or null. */
export function rangeOf(component) {
  if (component.type === 'single_choice' || component.type === 'likert') {
    const numbers = component.options.map(option => numberOf(option.value));
    return numbers.length && numbers.every(number => number !== null) ? { low: Math.min(...numbers), high: Math.max(...numbers) } : null;
  }
  const [low, high] = [numberOf(component.min), numberOf(component.max)];
  return ['number', 'slider'].includes(component.type) && low !== null && high !== null ? { low, high } : null;
}

/** Can the answer itself be counted? */
export const isCountable = component => component.type === 'number' || component.type === 'slider' || (component.type === 'multiple_choice' ? component.options.length > 0 && component.options.every(option => numberOf(option.value) !== null) : rangeOf(component) !== null);

const decimal = number => String(Number(number.toFixed(10)));

/** Of a question that is turned round: a high answer counts little. Null where there is no range. */
export function reversal(component) {
  const range = rangeOf(component);
  return range && `${decimal(range.low + range.high)} - value`;
}

/** How questions count for the scale, by their key: plus · minus (turned round) · other (rules of their own); those without a rule are not there. */
export function waysOf(entries, scaleId) {
  const found = new Map();
  for (const rule of entries.scoreRules) {
    if (rule.TargetScale !== scaleId) continue;
    const key = keyOfRule(rule);
    const formula = rule.TargetScaleValue.replace(/\s/g, '');
    const way = formula === 'value' ? 'plus' : /^-?\d+(\.\d+)?-value$/.test(formula) ? 'minus' : 'other';
    found.set(key, found.has(key) || rule.SourceValue !== '*' ? 'other' : way);
  }
  return found;
}

export const wayOf = (entries, scaleId, { key }) => waysOf(entries, scaleId).get(key) ?? 'none';

/** One rule in place of those that the question has for the scale; `none` takes them away. */
export function setWay(entries, scaleId, { screen, component, key }, way) {
  const others = entries.scoreRules.filter(rule => rule.TargetScale !== scaleId || keyOfRule(rule) !== key);
  if (way === 'none') return { ...entries, scoreRules: others };
  const rule = { SourceScreenID: screen.id, SourceQuestionID: component.id, SourceValue: '*', TargetScale: scaleId, TargetScaleValue: way === 'minus' ? reversal(component) : 'value' };
  const at = entries.scoreRules.findIndex(each => each.TargetScale === scaleId && keyOfRule(each) === key);
  return { ...entries, scoreRules: at < 0 ? [...others, rule] : inserted(others, Math.min(at, others.length), rule) };
}

/** Rules whose turning no longer fits the range of their question: [index]. */
export function staleTurns(entries) {
  const known = new Map(questionsOf(entries).map(question => [question.key, question.component]));
  return entries.scoreRules.flatMap((rule, i) => {
    const component = known.get(keyOfRule(rule));
    const isTurned = rule.SourceValue === '*' && /^\s*-?\d+(\.\d+)?\s*-\s*value\s*$/.test(rule.TargetScaleValue);
    return component && isTurned && reversal(component) && rule.TargetScaleValue.replace(/\s/g, '') !== reversal(component).replace(/\s/g, '') ? [i] : [];
  });
}

// Trying it

/** Answers ({ screen id: { component id: text } }) as the documented Results. */
export const resultsOf = (entries, answers) => Object.fromEntries(entries.screens.map(screen => [`__${screen.id}`, Object.fromEntries(screen.components.filter(component => isQuestion(component.type)).map(component => [`__${component.id}`, {
  Value: answers[screen.id]?.[component.id] ?? '', Visible: true, Anonimise: component.anonymise, VisibleOriginal: true,
}]))]));

const tabs = { screens: 'questions', scales: 'scales', scoreRules: 'rules', norms: 'norms' };
const shownTabs = ['questions', 'scales', 'rules', 'norms', 'settings'];

/** Faults by the tab that shows them: { questions: [fault], … }. */
export const byTab = faults => Object.fromEntries(shownTabs.map(tab => [tab, faults.filter(fault => (tabs[fault.path[0]] ?? 'settings') === tab)]));
export const tabOf = fault => tabs[fault.path[0]] ?? 'settings';
export const placeOf = path => `test-${path.join('-')}`;
