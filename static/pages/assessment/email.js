// A mail address in a narrow place breaks before its domain, not within a word.
import { html } from '../../vendor/ui.js';

export function Email({ value }) {
  const at = value.lastIndexOf('@');
  return at < 1 ? value : html`<span class="email">${value.slice(0, at)}<wbr />${value.slice(at)}</span>`;
}
