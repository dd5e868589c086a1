// What an authenticator app needs: the picture, and the same by hand. The picture is drawn here, from rows of 0 and 1.
import { html } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { CopyText } from './copy.js';

/** One path of one-by-one squares; a quiet zone of four around it. */
export function qrPath(rows) {
  return rows.map((row, y) => [...row].map((bit, x) => (bit === '1' ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
}

export const QrCode = ({ rows, label }) => html`
  <svg class="qr" role="img" aria-label=${label} viewBox=${`-4 -4 ${rows[0].length + 8} ${rows.length + 8}`} shape-rendering="crispEdges"><path d=${qrPath(rows)} /></svg>`;

export const Secret = ({ qr, secret, uri }) => html`
  <div class="secret">
    ${qr && html`<${QrCode} rows=${qr} label=${t('components.secret.picture')} />`}
    <div class="stack-2"><p>${t('components.secret.scan')}</p>
      <${CopyText} label=${t('components.secret.key')} text=${secret} shown=${secret.replace(/(.{4})(?=.)/g, '$1 ')} />
      <p><a href=${uri}>${t('components.secret.open')}</a></p></div>
  </div>`;
