// Text as it is, in one width: can wrap, can be copied.
import { html, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button } from './button.js';
import { CopyButton } from './copy.js';

export function Code({ text, label, note }) {
  const [wraps, setWraps] = useState(false);
  return html`
    <figure class="code-box" aria-label=${label}>
      <figcaption class="code-head"><span class="muted">${note ?? label}</span>
        <${Button} small kind="quiet" aria-pressed=${wraps} onClick=${() => setWraps(!wraps)}>${t('components.wrap')}<//><${CopyButton} text=${text} small />
      </figcaption>
      <pre class=${wraps ? 'wraps' : ''} tabindex="0" role="region" aria-label=${label}><code>${text}</code></pre>
    </figure>`;
}
