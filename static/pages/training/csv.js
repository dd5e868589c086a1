// Lists as CSV files, made here. Texts that a spreadsheet would run as formulas are made harmless in components/series.js.
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import { csv } from '../../components/series.js';

const mark = '\ufeff'; // so that spreadsheets read UTF-8

export function save(rows, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([mark, csv(rows), '\r\n'], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Registrations with names of people and trainings (maps by id). */
export const registrationRows = (rows, names, titles) => [
  [t('training.csv.registration'), t('training.csv.person'), t('training.person'), t('training.csv.training'), t('training.title'), t('training.state'), t('training.registered_at'), t('training.attended_at'), t('training.completed_at'), t('training.feedback')],
  ...rows.map(row => [row.id, row.userId, names.get(row.userId) ?? '', row.trainingId, titles.get(row.trainingId) ?? '', status('registration', row.status).word, row.registeredAt, row.attendedAt, row.completedAt, row.score]),
];
