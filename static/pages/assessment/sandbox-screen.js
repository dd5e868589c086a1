// A screen of a foreign test, shown where nothing of ours can be reached: content goes in and values come out by messages.
import { html, useLayoutEffect, useRef } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Notice } from '../../components/notice.js';
import { theme } from '../../theme.js';
import { isLarge } from './take-parts.js';

/** What goes in: the parts of a screen, each with its template's HTML. */
const contentOf = (screen, answers) => ({
  what: 'show', look: theme.value, large: isLarge(),
  parts: (screen.components ?? []).map(component => ({ id: String(component.id), html: String(component.html ?? ''), getValue: component.getValue ?? '', setValue: component.setValue ?? '', init: component.init ?? '', values: component.values ?? {}, value: answers?.[component.id] ?? '' })),
});

const patience = 1000; // of whoever leaves a screen whose program does not answer

/** `telling`: a ref that gets a function which resolves when every value has come out. */
export function SandboxScreen({ screen, answers, onAnswer, telling }) {
  const frame = useRef(null);
  const latest = useRef(null);
  latest.current = { answers, onAnswer };
  useLayoutEffect(() => { // before the frame can speak
    let told = null;
    const heard = event => {
      if (event.source !== frame.current?.contentWindow) return;
      const { what, id, value, height } = event.data ?? {};
      if (what === 'ready') frame.current.contentWindow.postMessage(contentOf(screen, latest.current.answers), '*'); // its origin is opaque: no other address can be named
      if (what === 'value' && typeof value === 'string' && screen.components.some(component => String(component.id) === id)) latest.current.onAnswer(id, value.slice(0, 100_000));
      if (what === 'told') told?.();
      if (what === 'height' && Number.isFinite(height)) frame.current.style.height = `${Math.min(Math.max(height, 80), 20_000)}px`;
    };
    addEventListener('message', heard);
    telling.current = () => new Promise(resolve => {
      told = resolve;
      setTimeout(resolve, patience);
      frame.current.contentWindow.postMessage({ what: 'tell' }, '*');
    });
    return () => {
      telling.current = null;
      removeEventListener('message', heard);
    };
  }, [screen.id]);
  return html`<div class="take-screen">
    <${Notice}>${t('assessment_taking.foreign')}<//>
    <iframe ref=${frame} class="take-sandbox" sandbox="allow-scripts" src="/app/sandbox" title=${screen.name || t('assessment_taking.foreign_title')}></iframe></div>`;
}
