// The one live region of the page, throttled; an open dialog has its own, because VoiceOver ignores regions outside it.
import { html, signal } from '../vendor/ui.js';

const polite = signal('');
const assertive = signal('');
const waiting = [];
let timer = null;

function speakNext() {
  const next = waiting.shift();
  if (!next) { timer = null; return; }
  const inside = [...document.querySelectorAll('dialog[open] [data-announcer]')].at(-1);
  const region = next.urgent ? assertive : polite;
  const said = inside ? inside.textContent : region.value;
  const text = said === next.text ? `${next.text}\u00a0` : next.text;
  if (inside) inside.textContent = text; else region.value = text;
  timer = setTimeout(speakNext, 600);
}

/** Says a sentence to assistive technology; equal sentences that still wait are said once. */
export function announce(text, { urgent = false } = {}) {
  if (!text || waiting.some(entry => entry.text === text)) return;
  if (urgent) waiting.unshift({ text, urgent });
  else waiting.push({ text, urgent });
  timer ??= setTimeout(speakNext, 100);
}

export const Announcer = () => html`
  <div class="visually-hidden"><div role="status" aria-live="polite">${polite.value}</div><div role="alert" aria-live="assertive">${assertive.value}</div></div>`;
