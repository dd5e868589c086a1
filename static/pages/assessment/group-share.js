// Ready, in progress, done as one bar; its words say the same.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';

const shades = { done: 6, running: 7, ready: 8 };

export function Share({ counts }) {
  const all = counts.ready + counts.running + counts.done;
  if (!all) return html`<span>–</span>`;
  return html`<span class="group-share">
    <span class="group-bar" aria-hidden="true">${Object.keys(shades).filter(name => counts[name]).map(name => html`<span key=${name} style=${{ flexGrow: counts[name], background: `var(--series-${shades[name]})` }}></span>`)}</span>
    <span class="group-words">${t('assessment.group.done_of', { done: counts.done, all })}</span></span>`;
}

/** The same with a number for each state. */
export const Legend = ({ counts }) => html`<ul class="group-legend">${['ready', 'running', 'done'].map(name => html`<li key=${name}>
  <span class="desk-sign" aria-hidden="true" style=${{ background: `var(--series-${shades[name]})` }}></span>${status('session', name).word} <strong>${number(counts[name])}</strong></li>`)}</ul>`;
