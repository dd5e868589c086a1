// What profiles and answers are made of. No drawing here, so that node can test it.
import { isQuestion } from './test-model.js';

// What the server says for nothing.
const said = text => (text && text !== '-' ? text : '');

/** The scores of one test as rows of a table: a row for each scale and norm. */
export const rowsOf = test => test.scales.flatMap(scale => (scale.norms.length ? scale.norms : [null]).map(norm => ({
  id: `${scale.id} ${norm?.place ?? 0}`, test: test.name, scale: scale.name, score: scale.score, norm: said(norm?.name), value: said(norm?.value), percentile: said(norm?.percentile),
})));

const isNumber = value => typeof value === 'number' && Number.isFinite(value);

/** Norms that give percentiles, in their places: [{ place, name }]. */
export function normsOf(test) {
  const found = new Map();
  for (const scale of test.scales) for (const norm of scale.norms) if (norm.share !== null && !(found.get(norm.place)?.name)) found.set(norm.place, { place: norm.place, name: said(norm.name) });
  return [...found.values()].sort((a, b) => a.place - b.place);
}

/**
 * Bars of a profile: percentiles of each norm from 0 to 100, where there are none the scores.
 * { isPercentile, norms: [{ place, name }], marks: [number], rows: [{ id, name, bars: [{ place, shown, from, to }] }] }, `from` and `to` as parts of the whole width; null where there is nothing to draw.
 */
export function plotOf(test) {
  const norms = normsOf(test);
  if (norms.length) {
    const bar = (scale, place) => {
      const norm = scale.norms.find(each => each.place === place);
      return { place, shown: said(norm?.percentile) || '–', from: 0, to: norm?.share === null || !norm ? null : norm.share / 100 };
    };
    return { isPercentile: true, norms, marks: [0, 25, 50, 75, 100], rows: test.scales.map(scale => ({ id: scale.id, name: scale.name, bars: norms.map(({ place }) => bar(scale, place)) })) };
  }
  const scores = test.scales.map(scale => scale.score).filter(isNumber);
  const low = Math.min(0, ...scores);
  const high = Math.max(0, ...scores);
  const part = value => (high === low ? 0 : (value - low) / (high - low));
  const rows = test.scales.map(({ id, name, score }) => ({
    id, name, bars: [isNumber(score) ? { place: 1, shown: score, from: part(Math.min(0, score)), to: part(Math.max(0, score)) } : { place: 1, shown: score, from: 0, to: null }],
  }));
  return { isPercentile: false, norms: [], marks: high === low ? [] : [...new Set([low, 0, high])], rows };
}

/** Where a mark of the axis stands, as a part of the width. */
export const markAt = (marks, mark) => (mark - marks[0]) / (marks.at(-1) - marks[0]);

const bare = text => String(text ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();
const several = new Set(['multiple_choice', 'ranking']);

/** The entry of a thing in the documented form: by its id with two underscores, else by its name. */
const entryOf = (found, thing) => found?.[`__${thing.id}`] ?? (thing.name ? found?.[thing.name] : undefined);

function wordsOf(component, value) {
  const options = new Map((component.options ?? []).map(option => [String(option.value), bare(option.text)]));
  const values = several.has(component.type) ? value.split(',') : [value];
  return values.map(one => options.get(one.trim()) || one.trim());
}

/** Does the test say its questions in the form that we know? */
export const hasQuestions = test => Array.isArray(test?.screens) && test.screens.some(screen => screen.components?.some(component => isQuestion(component.type)));

/** Each question with what was answered: [{ id, screen, question, words: [text], value, isShown }]; no words: not answered. */
export function answersOf(test, results) {
  return test.screens.flatMap(screen => (screen.components ?? []).filter(component => isQuestion(component.type)).map(component => {
    const found = entryOf(entryOf(results, screen), component);
    const value = String(found?.Value ?? '').trim();
    return { id: `${screen.id} ${component.id}`, screen: screen.name, question: bare(component.text) || component.name, type: component.type, words: value ? wordsOf(component, value) : [], value, isShown: found?.Visible !== false };
  }));
}
