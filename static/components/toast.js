// What was done, with Undo where there is one; gone after 6 s, with Undo after 20, held by pointer and focus; F8 goes there. Errors never come here.
import { html, signal, useEffect, useRef } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { announce } from './announcer.js';
import { Button, IconButton } from './button.js';
import { Icon } from './icon.js';

const shown = signal([]);
let count = 0;

export function toast(text, { undo, done = text } = {}) {
  count += 1;
  shown.value = [...shown.value, { id: count, text, undo, done }].slice(-3);
  announce(undo ? `${text.replace(/\.$/, '')}. ${t('components.undo_key')}` : text);
}

/** Nothing of one person stays for the next at the same screen. */
export const dropAll = () => { shown.value = []; };

const seconds = entry => (entry.undo ? 20 : 6);
let before = null; // what had focus when F8 was pressed

function drop(id) {
  const isInside = Boolean(document.activeElement?.closest('.toasts'));
  shown.value = shown.value.filter(entry => entry.id !== id);
  if (isInside && before?.isConnected) before.focus();
}

function Toast({ entry }) {
  const timer = useRef(null);
  const hold = () => clearTimeout(timer.current);
  const run = () => { hold(); timer.current = setTimeout(() => drop(entry.id), seconds(entry) * 1000); };
  useEffect(() => { run(); return hold; }, []);
  const undo = async () => {
    drop(entry.id);
    try {
      await entry.undo();
    } catch (error) {
      if (!error.failure) throw error;
      toast(t('components.undo_failed', { text: entry.done }), { undo: entry.undo, done: entry.done }); // what was done still is; so is the way back
    }
  };
  return html`
    <div class="toast" onPointerEnter=${hold} onPointerLeave=${run} onFocusIn=${hold} onFocusOut=${run}>
      <${Icon} name="done" /><span>${entry.text}</span>
      ${entry.undo && html`<${Button} kind="quiet" small aria-keyshortcuts="F8" title=${t('components.undo_key')} onClick=${undo}>${t('components.undo')}<//>`}
      <${IconButton} icon="close" small label=${t('components.close')} onClick=${() => drop(entry.id)} />
    </div>`;
}

export function Toasts() {
  const box = useRef(null);
  const any = shown.value.length > 0;
  useEffect(() => {
    const node = box.current;
    if (any && !node.matches(':popover-open')) node.showPopover?.();
    if (!any && node.matches(':popover-open')) node.hidePopover?.();
  }, [any]);
  useEffect(() => {
    const keys = event => {
      const node = box.current;
      if (event.key === 'F8' && any && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        if (!node.contains(document.activeElement)) before = document.activeElement;
        node.querySelector('.toast:last-child button').focus();
      } else if (event.key === 'Escape' && node.contains(document.activeElement)) before?.focus();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, [any]);
  return html`<div class="toasts" popover="manual" ref=${box} role="region" aria-label=${t('components.messages')}>${shown.value.map(entry => html`<${Toast} key=${entry.id} entry=${entry} />`)}</div>`;
}
