// Pages of trainings; routes.js joins them with all others.
import { need } from '../../i18n/text.js';
import { offer } from '../../commands.js';
import { isAdmin, opens } from '../../state/session.js';
import { manages } from './places.js';

const right = () => opens('trainings');
const managers = () => right() && manages();
const admins = () => right() && isAdmin('training');
const page = (path, module, more = {}) => ({ path, page: module, words: ['training'], right, ...more });
const edit = () => import('./edit.js');

export const routes = [
  page('/app/training/trainings', () => import('./catalogue.js')),
  page('/app/training/trainings/new', edit, { right: managers }),
  page('/app/training/trainings/{id:int}', () => import('./training.js')),
  page('/app/training/trainings/{id:int}/edit', edit, { right: managers }),
  page('/app/training/mine', () => import('./mine.js')),
  page('/app/training/numbers', () => import('./numbers.js'), { right: managers }),
  page('/app/training/people', () => import('./people.js'), { right: admins }),
  page('/app/training/webhooks', () => import('./webhooks.js'), { words: ['webhooks'], right: admins }),
  page('/app/training/webhooks/deliveries/{id:int}', () => import('./delivery.js'), { words: ['webhooks'], right: admins }),
];

// Ctrl K finds trainings; what that needs is fetched with the first search.
offer(async (text, signal) => {
  const [{ find }] = await Promise.all([import('./finding.js'), need('training')]);
  return find(text, signal);
}, () => opens('trainings'));
