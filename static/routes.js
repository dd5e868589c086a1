// Every page: address (as the server's route lines write it), module, dictionaries, who may open it. Order: the first match wins.
import { routes as exports } from './pages/research/export-routes.js';
import { routes as assessment } from './pages/assessment/routes.js';
import { routes as learning } from './pages/learning/routes.js';
import { routes as research } from './pages/research/routes.js';
import { routes as training } from './pages/training/routes.js';
import { isAdmin, opens } from './state/session.js';

const anyAccount = session => session.kind === 'account';

const open = [
  { path: '/app/sign-in', page: () => import('./pages/account/sign-in.js'), words: ['account'], open: true },
  { path: '/app/forgotten', page: () => import('./pages/account/forgotten.js'), words: ['account'], open: true },
  { path: '/app/link', page: () => import('./pages/account/link.js'), words: ['account'], open: true },
];

const own = [
  { path: '/', page: () => import('./pages/start/start.js'), words: ['start'], right: anyAccount },
  { path: '/app', page: () => import('./pages/start/start.js'), words: ['start'], right: anyAccount },
  { path: '/app/company', page: () => import('./pages/account/company.js'), words: ['account'], right: anyAccount },
  { path: '/app/settings', page: () => import('./pages/settings/profile.js'), words: ['settings'], right: anyAccount },
  { path: '/app/settings/tokens', page: () => import('./pages/settings/tokens.js'), words: ['settings', 'applications'], right: anyAccount },
  { path: '/app/settings/sessions', page: () => import('./pages/settings/sessions.js'), words: ['settings'], right: anyAccount },
  { path: '/app/settings/second-factor', page: () => import('./pages/settings/second-factor.js'), words: ['settings'], right: anyAccount },
  { path: '/app/settings/appearance', page: () => import('./pages/settings/appearance.js'), words: ['settings'], right: anyAccount },
  { path: '/app/settings/applications', page: () => import('./pages/settings/applications.js'), words: ['settings', 'applications'], right: anyAccount },
  { path: '/app/settings/applications/new', page: () => import('./pages/settings/application-new.js'), words: ['settings', 'applications'], right: anyAccount },
  { path: '/app/settings/applications/{id:int}', page: () => import('./pages/settings/application-one.js'), words: ['settings', 'applications'], right: anyAccount },
  { path: '/app/settings/services', page: () => import('./pages/settings/services.js'), words: ['settings', 'services'], right: anyAccount },
  { path: '/app/settings/services/{name:name}/callback', page: () => import('./pages/settings/services-callback.js'), words: ['settings', 'services'], right: anyAccount },
  { path: '/app/settings/identities', page: () => import('./pages/settings/identities.js'), words: ['settings', 'identities'], right: anyAccount },
  { path: '/app/components', page: () => import('./pages/app/components.js'), words: ['gallery', 'research'], right: anyAccount },
];

const administration = [
  { path: '/app/administration/accounts', page: () => import('./pages/administration/accounts.js'), words: ['administration'], right: () => opens('accounts') },
  { path: '/app/administration/accounts/{id:int}', page: () => import('./pages/administration/account.js'), words: ['administration'], right: () => opens('accounts') },
  { path: '/app/administration/jobs', page: () => import('./pages/administration/jobs.js'), words: ['administration'], right: () => isAdmin() },
];

export const routes = [...open, ...own, ...administration, ...exports, ...research, ...training, ...learning, ...assessment];
