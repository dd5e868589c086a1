// A state as word, shape and colour, the same everywhere.
import { html } from '../vendor/ui.js';
import { status } from '../i18n/status.js';
import { Icon } from './icon.js';

const signs = { ok: 'done', warn: 'warning', danger: 'error', info: 'info', muted: 'circle' };

export const Tag = ({ tone = 'muted', children }) => html`<span class=${`status ${tone}`}><${Icon} name=${signs[tone]} size=${16} />${children}</span>`;

export function Status({ noun, value }) {
  const { word, tone } = status(noun, value);
  return html`<${Tag} tone=${tone}>${word}<//>`;
}
