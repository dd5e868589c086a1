// One decision, in the top layer; the button says the verb; focus goes back where it came from.
import { html, signal, useId, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button, IconButton } from './button.js';

/** `onClose` is asked by Escape, the cross and the backdrop of harmless dialogs; `foot` holds the buttons. */
export function Dialog({ title, onClose, children, foot, wide, kind = '', fixed }) {
  const box = useRef(null);
  const name = useId();
  const gone = useRef(false);
  useLayoutEffect(() => {
    const node = box.current;
    const before = document.activeElement;
    if (!node.open) node.showModal();
    const first = node.querySelector('[data-focus]') ?? node.querySelector('form input:not([type=hidden]), form select, form textarea');
    first?.focus();
    return () => { gone.current = true; if (node.open) node.close(); if (before?.isConnected) before.focus(); };
  }, []);
  const cancel = event => { event.preventDefault(); if (!fixed) onClose?.(); };
  // Without a gesture in between, browsers close at once instead of asking (`cancel`).
  const closed = () => { if (gone.current) return; if (fixed) box.current?.showModal(); else onClose?.(); };
  const backdrop = event => { if (event.target === box.current && kind === 'light') onClose?.(); };
  return html`
    <dialog ref=${box} class=${`dialog ${kind}${wide ? ' wide' : ''}`} aria-labelledby=${name} onCancel=${cancel} onClose=${closed} onClick=${backdrop}>
      <div class="dialog-box">
        <div class="dialog-head"><h2 id=${name}>${title}</h2>${!fixed && html`<${IconButton} icon="close" label=${t('components.close')} onClick=${() => onClose?.()} />`}</div>
        <div class="dialog-body">${children}</div>
        ${foot && html`<div class="dialog-foot">${foot}</div>`}
        <div class="visually-hidden" role="status" data-announcer></div>
      </div>
    </dialog>`;
}

const question = signal(null);

/** Asks one thing; resolves to true or false. `typed`: a name that must be typed first, only for what cannot be undone. */
export const confirm = asked => new Promise(resolve => { question.value = { ...asked, resolve }; });

export function Confirmations() {
  const asked = question.value;
  return asked ? html`<${Question} key=${asked.title} asked=${asked} />` : null;
}

function Question({ asked }) {
  const [typed, setTyped] = useState('');
  const field = useId();
  const answer = yes => { question.value = null; asked.resolve(yes); };
  const why = asked.typed && typed !== asked.typed ? t('components.dialog.type_first', { name: asked.typed }) : null;
  const foot = html`
    <${Button} onClick=${() => answer(false)} data-focus=${asked.typed ? undefined : true}>${asked.cancel ?? t('components.cancel')}<//>
    <${Button} kind=${asked.danger ? 'danger' : 'primary'} why=${why} onClick=${() => answer(true)}>${asked.verb}<//>`;
  return html`<${Dialog} title=${asked.title} onClose=${() => answer(false)} foot=${foot}>
    ${asked.text && html`<p>${asked.text}</p>`}
    ${asked.typed && html`<div class="field"><label for=${field}>${t('components.dialog.type_name', { name: asked.typed })}</label>
      <input id=${field} class="input" value=${typed} data-focus autocomplete="off" onInput=${event => setTyped(event.target.value)} /></div>`}
  <//>`;
}
