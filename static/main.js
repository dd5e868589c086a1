// Starts the app: look, words, session, then the shell.
import './theme.js';
import { effect, html, render } from './vendor/ui.js';
import { language, need, speak } from './i18n/text.js';
import { wire } from './api/request.js';
import { keepFocus } from './focus.js';
import { fetchPage, Shell } from './shell.js';
import { start } from './router.js';
import { routes } from './routes.js';
import { answered, lost } from './state/online.js';
import * as sessions from './state/session.js';
import { theme, wear } from './theme.js';

wire({ token: sessions.token, ended: sessions.ended, lost, answered });
document.documentElement.lang = language.value;

// What the account prefers counts where this browser has no choice of its own. English is what accounts begin with, so it is no choice yet.
effect(() => {
  const preferred = sessions.session.value?.preferences;
  if (!preferred) return;
  if (preferred.language && preferred.language !== 'en' && !localStorage.getItem('athenaeum.language') && preferred.language !== language.peek()) speak(preferred.language);
  if (preferred.theme && preferred.theme !== 'system' && theme.peek() === 'system') wear(preferred.theme);
});

await Promise.all([need('components', 'errors', 'shell', 'status', 'account'), sessions.restore()]);
start(routes, route => { if (route && (route.open || sessions.session.value)) fetchPage(route).catch(() => {}); });
const root = document.getElementById('app');
root.textContent = '';
render(html`<${Shell} />`, root);
keepFocus();
