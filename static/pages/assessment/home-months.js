// The last twelve months, each with what was used in it.

/** `rows`: [{ year, month, ticks }]; [{ at (ms, the month's first day), ticks }] of twelve months up to `now`. */
export function lastMonths(rows, now) {
  const used = new Map(rows.map(row => [`${row.year}-${row.month}`, row.ticks]));
  return Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11 + i, 1)))
    .map(first => ({ at: first.getTime(), ticks: used.get(`${first.getUTCFullYear()}-${first.getUTCMonth() + 1}`) ?? 0 }));
}
