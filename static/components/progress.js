// A bar with its value in words; without a value it says that it works. Tenths are announced, not every step.
import { html, useEffect, useRef } from '../vendor/ui.js';
import { percent, t } from '../i18n/text.js';
import { announce } from './announcer.js';

export function Progress({ value, label, detail, tone = 'accent', quiet = false }) {
  const known = typeof value === 'number';
  const tenth = known ? Math.floor(value * 10) : null;
  const said = useRef(tenth);
  useEffect(() => {
    if (!quiet && known && tenth !== said.current) announce(`${label}: ${percent(value)}`);
    said.current = tenth;
  }, [tenth]);
  const text = known ? percent(value) : t('components.working');
  return html`
    <div class=${`progress ${tone}${known ? '' : ' unknown'}`}>
      <div class="progress-words"><span class="progress-label">${label}</span><span class="muted">${detail ?? text}</span></div>
      <div class="progress-track" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100"
        aria-valuenow=${known ? Math.round(value * 100) : undefined} aria-valuetext=${detail ? `${text}, ${detail}` : text}>
        <div class="progress-bar" style=${known ? { transform: `scaleX(${Math.min(1, Math.max(0, value))})` } : undefined}></div>
      </div>
    </div>`;
}
