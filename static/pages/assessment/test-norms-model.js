// Norm tables: pasted from a spreadsheet, written as rows, drawn. Pure.
import { numberOf } from './components/answers.js';
import { inserted, replaced } from './test-model.js';

/** Cells of a pasted table: tabs, else semicolons, else commas stand between. */
function rowsOf(text) {
  const lines = text.split(/\r?\n/).filter(line => line.trim());
  const mark = ['\t', ';', ','].find(each => lines.length && lines.every(line => line.includes(each))) ?? '\t';
  return lines.map(line => line.split(mark).map(cell => cell.trim().replace(/^"(.*)"$/, '$1').replace(/""/g, '"')));
}

const plain = text => text.trim().toLowerCase();

/**
 * Borders by scale id from a pasted table: `score, norm, percentile` for one scale, or `scale, score, norm, percentile` for many.
 * Answers { columns: Map(scale id → [border]), refused: [number of a line] }; a first line of words is a heading.
 */
export function parsed(text, scales, only = null) {
  const columns = new Map();
  const refused = [];
  const known = new Map(scales.flatMap(scale => [[plain(scale.name), scale.id], [plain(scale.id), scale.id]]));
  rowsOf(text).forEach((cells, i) => {
    const named = known.get(plain(cells[0]));
    const [raw, norm = '', percentile = ''] = named && numberOf(cells[1]) !== null ? cells.slice(1) : cells;
    const scale = named && numberOf(cells[1]) !== null ? named : only;
    const border = numberOf(raw);
    if (border === null || !scale) { if (i > 0) refused.push(i + 1); return; }
    const before = (columns.get(scale) ?? []).filter(each => numberOf(each.rawScoreBorder) !== border);
    columns.set(scale, [...before, { rawScoreBorder: String(border), normValue: norm, percentileValue: percentile }].sort((a, b) => numberOf(a.rawScoreBorder) - numberOf(b.rawScoreBorder)));
  });
  return { columns, refused };
}

/** The norm with these borders in place of what it had for their scales. */
export function withColumns(norm, columns) {
  const kept = norm.normColumns.map(column => (columns.has(column.scaleID) ? { ...column, normColumnValues: columns.get(column.scaleID) } : column));
  const fresh = [...columns].filter(([scale]) => !norm.normColumns.some(column => column.scaleID === scale)).map(([scaleID, normColumnValues]) => ({ scaleID, normColumnValues }));
  return { ...norm, normColumns: [...kept, ...fresh] };
}

export const columnAt = (norm, scaleId) => norm.normColumns.findIndex(column => column.scaleID === scaleId);
export const bordersOf = (norm, scaleId) => norm.normColumns[columnAt(norm, scaleId)]?.normColumnValues ?? [];
export const withBorders = (norm, scaleId, borders) => withColumns(norm, new Map([[scaleId, borders]]));

export const setBorder = (norm, scaleId, i, changes) => withBorders(norm, scaleId, replaced(bordersOf(norm, scaleId), i, { ...bordersOf(norm, scaleId)[i], ...changes }));

/** One more border, one above the highest. */
export function addBorder(norm, scaleId) {
  const borders = bordersOf(norm, scaleId);
  const last = borders.length ? numberOf(borders[borders.length - 1].rawScoreBorder) : null;
  return withBorders(norm, scaleId, inserted(borders, borders.length, { rawScoreBorder: borders.length ? (last === null ? '' : String(last + 1)) : '0', normValue: '', percentileValue: '' }));
}

const figure = text => numberOf(text) ?? text;

/** The whole norm as rows of a table with a heading; pasted again it is the same norm. */
export const rowsOfNorm = (norm, scales) => [['scale', 'score', 'norm', 'percentile'], ...scales.flatMap(scale => bordersOf(norm, scale.id).map(border => [scale.name, figure(border.rawScoreBorder), figure(border.normValue), figure(border.percentileValue)]))];

/** What a plot shows: the borders and, as far as they are numbers, norm values and percentiles; null where there is no line. */
export function curve(borders) {
  const points = borders.map(border => ({ x: numberOf(border.rawScoreBorder), norm: numberOf(border.normValue), percentile: numberOf(border.percentileValue) })).filter(point => point.x !== null);
  const rising = points.every((point, i) => i === 0 || point.x > points[i - 1].x);
  const lines = ['norm', 'percentile'].filter(name => points.filter(point => point[name] !== null).length > 1);
  return points.length > 1 && rising && lines.length ? { x: points.map(point => point.x), lines: lines.map(name => ({ name, values: points.map(point => point[name]) })) } : null;
}
