// Registrations as rows of a CSV file.
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';

const columns = (names, titles) => [
  [t('training.csv.registration'), row => row.id],
  [t('training.csv.person'), row => row.userId],
  [t('training.person'), row => names.get(row.userId) ?? ''],
  [t('training.csv.training'), row => row.trainingId],
  [t('training.title'), row => titles.get(row.trainingId) ?? ''],
  [t('training.state'), row => status('registration', row.status).word],
  [t('training.registered_at'), row => row.registeredAt],
  [t('training.attended_at'), row => row.attendedAt],
  [t('training.completed_at'), row => row.completedAt],
  [t('training.feedback'), row => row.score],
];

/** Registrations with names of people and trainings (maps by id). */
export function registrationRows(rows, names, titles) {
  const shown = columns(names, titles);
  return [shown.map(([head]) => head), ...rows.map(row => shown.map(([, cell]) => cell(row)))];
}
