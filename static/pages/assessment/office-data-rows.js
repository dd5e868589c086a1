// Gathered data as a table: a line for each taking, a column for each answer and score that any of them has. Pure.

const shortened = key => key.replace(/^__/, '');

/** Screen and component → value, of the documented `Results` (entries by id count, those by name repeat them). */
export function answersIn(results) {
  const found = new Map();
  for (const [screen, parts] of Object.entries(results ?? {})) {
    if (!screen.startsWith('__') || !parts || typeof parts !== 'object') continue;
    for (const [component, entry] of Object.entries(parts)) if (component.startsWith('__') && entry && typeof entry === 'object' && 'Value' in entry) found.set(`${shortened(screen)}.${shortened(component)}`, entry.Value);
  }
  return found;
}

export const scoresIn = scores => new Map(Object.entries(scores ?? {}).filter(([key, entry]) => key.startsWith('__') && entry && typeof entry === 'object' && 'Score' in entry).map(([key, entry]) => [shortened(key), entry.Score]));

/** Rows of a CSV file with its head; `words` names the fixed columns, `words.score` those of scores. */
export function csvRows(rows, words) {
  const taken = rows.map(row => ({ row, answers: answersIn(row.testData?.Results), scores: scoresIn(row.testData?.Scores) }));
  const keysOf = part => [...new Set(taken.flatMap(each => [...each[part].keys()]))].sort();
  const questions = keysOf('answers');
  const scales = keysOf('scores');
  const line = ({ row, answers, scores }) => [
    row.id, row.test, row.session, row.company, row.endedAt, row.person?.Sex, row.person?.Age, ...scales.map(name => scores.get(name)), ...questions.map(name => answers.get(name)),
  ];
  return [[words.id, words.test, words.session, words.company, words.endedAt, words.sex, words.age, ...scales.map(words.score), ...questions], ...taken.map(line)];
}
