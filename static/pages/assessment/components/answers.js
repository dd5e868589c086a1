// What a question takes: the same rules as the server's, so that a candidate hears of it before the page is left. No browser needed.
export const questions = new Set(['single_choice', 'multiple_choice', 'likert', 'number', 'free_text', 'ranking', 'slider']);

export const isQuestion = component => questions.has(component.type);

export const chosenOf = value => (value ? value.split(',') : []);

/** A decimal number as people write it, or null. */
export function numberOf(text) {
  const plain = String(text ?? '').trim().replace(',', '.');
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain) && plain.length <= 40 ? Number(plain) : null;
}

function faultOfNumber({ min, max }, value) {
  const number = numberOf(value);
  if (number === null) return { code: 'number' };
  const least = min ?? -Infinity;
  const most = max ?? Infinity;
  if (number >= least && number <= most) return null;
  if (Number.isFinite(least) && Number.isFinite(most)) return { code: 'between', min: least, max: most };
  return number < least ? { code: 'too_small', min: least } : { code: 'too_big', max: most };
}

function faultOfChoices({ minChosen = 0, maxChosen = 200 }, value) {
  const count = chosenOf(value).length;
  if (count < minChosen) return { code: 'too_few', count: minChosen };
  return count > maxChosen ? { code: 'too_many', count: maxChosen } : null;
}

/** What is wrong with an answer: { code, … } or null. An empty one is none, and only wrong where one is required. */
export function faultOf(component, value) {
  if (!isQuestion(component)) return null;
  if (!value) return component.required ? { code: component.type === 'free_text' || component.type === 'number' ? 'enter' : 'choose' } : null;
  if (component.type === 'number') return faultOfNumber(component, value);
  if (component.type === 'multiple_choice') return faultOfChoices(component, value);
  if (component.type === 'free_text' && value.length > (component.maxLength ?? 100_000)) return { code: 'too_long', count: component.maxLength };
  return null;
}

/** Chosen options in the order in which they stand, not in which they were ticked. */
export const withOption = (component, value, option, on) => {
  const chosen = new Set(chosenOf(value));
  if (on) chosen.add(option); else chosen.delete(option);
  return component.options.map(each => each.value).filter(each => chosen.has(each)).join(',');
};

/** The order of a ranking: the answer, or the options as they stand while there is none. */
export function orderOf(component, value) {
  const known = component.options.map(option => option.value);
  const given = chosenOf(value).filter(each => known.includes(each));
  return given.length === known.length ? given : known;
}

/** The order with one entry moved to another place. */
export function moved(order, from, to) {
  const next = [...order];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Where a slider stands before it is touched, and how far a key moves it. */
export function sliderOf({ min, max, step }) {
  const size = Number(step) || (max - min >= 10 ? 1 : (max - min) / 100) || 1;
  const middle = min + Math.round((max - min) / 2 / size) * size;
  return { step: size, middle: Number(Math.min(max, middle).toFixed(10)) };
}
