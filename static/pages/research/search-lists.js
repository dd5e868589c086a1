// Several values of one filter as one text of the address: joined by commas, a comma within a value stands behind a backslash. No drawing.

/** ['a,b', 'c'] → 'a\,b,c'; null when there is none. */
export const textOf = values => (values.length ? values.map(value => String(value).replace(/[\\,]/g, '\\$&')).join(',') : null);

export function listOf(text = '') {
  if (!text) return [];
  const values = [''];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\' && i + 1 < text.length) { i += 1; values[values.length - 1] += text[i]; }
    else if (text[i] === ',') values.push('');
    else values[values.length - 1] += text[i];
  }
  return [...new Set(values.filter(Boolean))];
}

export const idsOf = text => listOf(text).filter(value => /^\d{1,18}$/.test(value)).map(Number);
export const without = (text, value) => textOf(listOf(text).filter(other => other !== String(value)));
