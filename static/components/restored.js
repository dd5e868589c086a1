// What was typed and not saved is offered again, until it is saved or given up.
import { html, useEffect, useState } from '../vendor/ui.js';
import { Button } from './button.js';
import { Notice } from './notice.js';

/** `form`: of useForm, with a draft; `title`, `text` and `discard` (the button) are said. */
export function Restored({ form, title, text, discard }) {
  const [settled, settle] = useState(false);
  useEffect(() => { if (form.saved) settle(true); }, [form.saved]);
  if (!form.restored || settled) return null;
  const drop = () => { form.reset(); settle(true); };
  return html`<${Notice} title=${title} actions=${html`<${Button} small onClick=${drop}>${discard}<//>`}>${text}<//>`;
}
