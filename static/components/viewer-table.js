// CSV as a table and as lines of a plot. No drawing, so that node can test it.

const separators = [',', ';', '\t', '|'];

/** The separator that splits the first lines most evenly. */
export function separatorOf(text) {
  const lines = text.split(/\r?\n/, 12).filter(Boolean).slice(0, 10);
  const counts = separators.map(separator => lines.map(line => line.replace(/"[^"]*"/g, '').split(separator).length - 1));
  const score = found => (Math.min(...found) > 0 ? Math.min(...found) - (Math.max(...found) - Math.min(...found)) : -1);
  const best = counts.map(score);
  const top = Math.max(...best);
  return top < 0 || !lines.length ? ',' : separators[best.indexOf(top)];
}

/** Rows of fields; quotes may hold separators, line ends and doubled quotes. */
export function split(text, separator) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  const endField = () => { row.push(field); field = ''; };
  const endRow = () => { endField(); if (row.length > 1 || row[0] !== '') rows.push(row); row = []; };
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[i + 1] === '"') { field += '"'; i += 1; }
      else quoted = false;
    } else if (sign === '"' && field === '') quoted = true;
    else if (sign === separator) endField();
    else if (sign === '\n') endRow();
    else if (sign !== '\r') field += sign;
  }
  if (field !== '' || row.length) endRow();
  return rows;
}

const isNumber = text => text.trim() !== '' && Number.isFinite(Number(text.trim()));

/** { columns, rows }; the last line of a part is left out, because it may be cut. A first line without numbers names the columns. */
export function parse(text, { whole = true } = {}) {
  const rows = split(text.replace(/^\ufeff/, ''), separatorOf(text));
  if (!whole && rows.length > 1) rows.pop();
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const named = rows.length > 1 && rows[0].some(cell => cell.trim() !== '') && !rows[0].some(isNumber);
  const columns = Array.from({ length: width }, (_, i) => (named && rows[0][i]?.trim()) || String(i + 1));
  return { columns, rows: named ? rows.slice(1) : rows };
}

const moment = text => (/^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? Date.parse(text.trim()) / 1000 : NaN);

/** 'T [°C]' or 'T (°C)' → { label: 'T', unit: '°C' } */
export function axis(name) {
  const found = /^(.+?)\s*[[(]([^\])]+)[\])]$/.exec(name.trim());
  return found ? { label: found[1], unit: found[2] } : { label: name.trim() };
}

function line(table, i) {
  const values = table.rows.map(row => row[i] ?? '');
  const filled = values.filter(value => value.trim() !== '');
  if (filled.length < 2) return null;
  if (filled.every(isNumber)) return { ...axis(table.columns[i]), values: values.map(value => (value.trim() === '' ? null : Number(value))) };
  const times = values.map(moment);
  return filled.length === values.length && times.every(Number.isFinite) ? { ...axis(table.columns[i]), kind: 'time', values: times } : null;
}

const rises = values => values.every((value, i) => value !== null && (i === 0 || value > values[i - 1]));

/** { x, lines } when at least one column is numbers: the first that rises is the axis, else the row's number. */
export function plottable(table, most = 8) {
  const found = table.columns.map((_, i) => line(table, i)).filter(Boolean);
  const lines = found.filter(entry => entry.kind !== 'time');
  if (!lines.length || table.rows.length < 2) return null;
  const x = found.find(entry => rises(entry.values));
  const rest = lines.filter(entry => entry !== x).slice(0, most);
  if (!rest.length) return { x: { label: '#', values: table.rows.map((_, i) => i + 1) }, lines: lines.slice(0, most) };
  return { x: x ?? { label: '#', values: table.rows.map((_, i) => i + 1) }, lines: rest };
}
