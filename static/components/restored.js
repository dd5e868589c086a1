// What was typed and not saved is offered again, until it is saved or given up.
import { html, useEffect, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button } from './button.js';
import { Notice } from './notice.js';

export const RestoredNotice = ({ discard }) => html`
  <${Notice} title=${t('components.restored.title')} actions=${html`<${Button} small onClick=${discard}>${t('components.restored.discard')}<//>`}>${t('components.restored.text')}<//>`;

/** `form`: of useForm, with a draft; `start`: what to go back to, where that has changed since; `when`: further condition. */
export function Restored({ form, start, when = true }) {
  const [settled, settle] = useState(false);
  useEffect(() => { if (form.saved) settle(true); }, [form.saved]);
  if (!form.restored || !when || settled) return null;
  return html`<${RestoredNotice} discard=${() => { form.reset(start); settle(true); }} />`;
}
