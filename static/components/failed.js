// A failure in the place of the content it belongs to. `words` comes from errors/words.js: { title, text, details, requestId }.
import { html } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

export const Failed = ({ words, retry, actions }) => html`
  <div class="failed" role="alert">
    <span class="failed-sign"><${Icon} name="error" size=${28} /></span>
    <div class="stack-2">
      <h2>${words.title}</h2>
      <p>${words.text}</p>
      ${(retry || actions) && html`<div class="row">${retry && html`<${Button} icon="repeat" onClick=${retry}>${t('components.try_again')}<//>`}${actions}</div>`}
      <${Details} words=${words} />
    </div>
  </div>`;

/** The server's own sentence and the request's number, folded away. */
export const Details = ({ words }) => (words.details || words.requestId ? html`
  <details class="fold"><summary>${t('components.details')}</summary>
    ${words.details && html`<p class="muted">${words.details}</p>`}
    ${words.requestId && html`<p class="muted">${t('components.request_id')} <code>${words.requestId}</code></p>`}
  </details>` : null);
