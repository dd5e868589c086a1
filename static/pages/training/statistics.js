// What the numbers of trainings are made of. No drawing here, so that node can test it.

const monthOf = instant => { const day = new Date(instant); return new Date(day.getFullYear(), day.getMonth(), 1); };
const next = month => new Date(month.getFullYear(), month.getMonth() + 1, 1);

/** Months (local ones) from the first registration, at least the last twelve, each with how many registered and how many completed. */
export function perMonth(registrations, now = new Date()) {
  const registered = new Map();
  const completed = new Map();
  let first = new Date(now.getFullYear(), now.getMonth() - 11, 1);
  let last = monthOf(now);
  const count = (map, instant) => {
    if (!instant) return;
    const month = monthOf(instant);
    map.set(month.getTime(), (map.get(month.getTime()) ?? 0) + 1);
    if (month < first) first = month;
    if (month > last) last = month;
  };
  for (const row of registrations) {
    count(registered, row.registeredAt);
    count(completed, row.completedAt);
  }
  const months = [];
  for (let month = first; month <= last; month = next(month)) months.push(month);
  const values = map => months.map(month => map.get(month.getTime()) ?? 0);
  return { months, registered: values(registered), completed: values(completed) };
}

const none = () => ({ live: 0, attended: 0, completed: 0, cancelled: 0, scores: 0, rated: 0 });

function add(sum, row) {
  if (row.status === 'CANCELLED') { sum.cancelled += 1; return; }
  sum.live += 1;
  if (row.status === 'ATTENDED' || row.status === 'COMPLETED') sum.attended += 1;
  if (row.status === 'COMPLETED') sum.completed += 1;
  if (row.score) { sum.scores += row.score; sum.rated += 1; }
}

const finished = ({ scores, ...sum }) => ({ ...sum, rate: sum.live ? sum.completed / sum.live : null, score: sum.rated ? scores / sum.rated : null });

/** By `key` of a registration → { live, attended, completed, cancelled, rated, rate, score }; undefined keys do not count. */
export function summed(registrations, key) {
  const sums = new Map();
  for (const row of registrations) {
    const name = key(row);
    if (name === undefined) continue;
    if (!sums.has(name)) sums.set(name, none());
    add(sums.get(name), row);
  }
  return new Map([...sums].map(([name, sum]) => [name, finished(sum)]));
}

export const empty = finished(none());
