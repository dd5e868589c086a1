// Registrations as rows of a CSV file.
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';

/** Registrations with names of people and trainings (maps by id). */
export const registrationRows = (rows, names, titles) => [
  [t('training.csv.registration'), t('training.csv.person'), t('training.person'), t('training.csv.training'), t('training.title'), t('training.state'), t('training.registered_at'), t('training.attended_at'), t('training.completed_at'), t('training.feedback')],
  ...rows.map(row => [row.id, row.userId, names.get(row.userId) ?? '', row.trainingId, titles.get(row.trainingId) ?? '', status('registration', row.status).word, row.registeredAt, row.attendedAt, row.completedAt, row.score]),
];
