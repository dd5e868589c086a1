// What was used, month by month: months without use count as 0, so that a plot tells the truth. Pure.

const key = (year, month) => year * 12 + month - 1;

/** Rows of { year, month, ticks }, in any order, some of the same month → { values: seconds of each first day, ticks: [number] }, oldest first, up to `now`; the last `count` months, or all there are. */
export function series(rows, now = new Date(), count = null) {
  if (rows.length === 0 && !count) return { values: [], ticks: [] };
  const sums = new Map();
  for (const row of rows) sums.set(key(row.year, row.month), (sums.get(key(row.year, row.month)) ?? 0) + row.ticks);
  const last = Math.max(key(now.getFullYear(), now.getMonth() + 1), ...sums.keys());
  const first = count ? last - count + 1 : Math.min(...sums.keys());
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return { values: all.map(at => new Date(Math.floor(at / 12), at % 12, 1).getTime() / 1000), ticks: all.map(at => sums.get(at) ?? 0) };
}

export const sumOf = (rows, when) => rows.filter(when).reduce((sum, row) => sum + row.ticks, 0);
