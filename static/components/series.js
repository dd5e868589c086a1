// What plots compute: thinning that keeps extremes, summaries, CSV. No drawing here, so that node can test it.

/** Indexes of at most about `most` points of which each stretch keeps its lowest and highest of every line. */
export function thin(lines, count, most) {
  if (count <= most) return null;
  const kept = new Set([0, count - 1]);
  const stretches = Math.max(1, Math.floor(most / (2 * lines.length)));
  for (let s = 0; s < stretches; s += 1) {
    const from = Math.floor((s * count) / stretches);
    const to = Math.floor(((s + 1) * count) / stretches);
    for (const line of lines) {
      let low = -1;
      let high = -1;
      for (let i = from; i < to; i += 1) {
        if (line[i] === null || line[i] === undefined || Number.isNaN(line[i])) continue;
        if (low < 0 || line[i] < line[low]) low = i;
        if (high < 0 || line[i] > line[high]) high = i;
      }
      if (low >= 0) kept.add(low).add(high);
    }
  }
  return [...kept].sort((a, b) => a - b);
}

/** { low, high } of the numbers of a line, or null when it has none. */
export function range(line) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of line) {
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? null : { low, high };
}

const cell = value => {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Rows of values as CSV; texts that a spreadsheet would run as formulas get a leading apostrophe. */
export const csv = rows => rows.map(row => row.map(value => cell(typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value)).join(',')).join('\r\n');
