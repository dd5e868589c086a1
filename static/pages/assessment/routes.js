// Pages of assessment, in four tables; routes.js joins them with all others.
import { routes as office } from './office-routes.js';
import { routes as results } from './results-routes.js';
import { routes as taking } from './taking-routes.js';
import { routes as tests } from './tests-routes.js';

export const routes = [...office, ...results, ...tests, ...taking];
