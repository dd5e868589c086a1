// Light, dark or as the system says. The choice stands on the root element before the first paint (main.js imports this first).
import { signal } from './vendor/ui.js';

const place = 'athenaeum.theme';
export const themes = ['system', 'light', 'dark'];
export const theme = signal(globalThis.localStorage?.getItem(place) ?? 'system');

export function wear(choice) {
  theme.value = themes.includes(choice) ? choice : 'system';
  localStorage.setItem(place, theme.value);
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}

if (globalThis.document) wear(theme.value);
