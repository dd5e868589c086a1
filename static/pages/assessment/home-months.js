// The last twelve months, each with what was used in it.

/** `rows`: [{ year, month, ticks }]; [{ at (ms, the month's first day), ticks }] of twelve months up to `now`. */
export function lastMonths(rows, now) {
  const used = new Map(rows.map(row => [`${row.year}-${row.month}`, row.ticks]));
  return Array.from({ length: 12 }, (_, i) => new Date(now.getFullYear(), now.getMonth() - 11 + i, 1))
    .map(first => ({ at: first.getTime(), ticks: used.get(`${first.getFullYear()}-${first.getMonth() + 1}`) ?? 0 }));
}
