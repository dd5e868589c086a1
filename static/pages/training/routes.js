// Pages of trainings; routes.js joins them with all others.
import { effect } from '../../vendor/ui.js';
import { need } from '../../i18n/text.js';
import { providers } from '../../commands.js';
import { isAdmin, opens, session } from '../../state/session.js';
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
const found = async (text, signal) => {
  const [{ find }] = await Promise.all([import('./finding.js'), need('training')]);
  return find(text, signal);
};

effect(() => {
  const others = providers.peek().filter(provider => provider !== found);
  providers.value = session.value && opens('trainings') ? [...others, found] : others;
});
