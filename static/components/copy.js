// A text to take along: selectable, with a copy button that also works where the clipboard API is missing (http at an IP address).
import { html, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { announce } from './announcer.js';
import { Button } from './button.js';

/** Resolves to whether it worked. */
export async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not allowed: the old way */ }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

export function CopyButton({ text, label, small }) {
  const [done, setDone] = useState(false);
  const timer = useRef(null);
  const press = async () => {
    if (!(await copy(text))) return;
    setDone(true);
    announce(t('components.copied'));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(false), 3000);
  };
  return html`<${Button} small=${small} icon=${done ? 'check' : 'copy'} onClick=${press}>${done ? t('components.copied') : label ?? t('components.copy')}<//>`;
}

export const CopyText = ({ label, text, shown }) => html`
  <div class="copy-text"><span class="copy-label">${label}</span><div class="copy-row"><code tabindex="0">${shown ?? text}</code><${CopyButton} text=${text} small /></div></div>`;
