// Buttons: one look per meaning. `busy` ignores further presses, `why` disables and says the reason.
import { html, useId } from '../vendor/ui.js';
import { Icon } from './icon.js';

const look = (kind, small, extra) => `button ${kind}${small ? ' small' : ''}${extra ? ` ${extra}` : ''}`;

export function Button({ kind = 'secondary', type = 'button', icon, small, busy, why, label, onClick, children, class: extra, ...rest }) {
  const reason = useId();
  const press = event => {
    if (busy || why) return event.preventDefault();
    return onClick?.(event);
  };
  return html`
    <button ...${rest} type=${type} class=${look(kind, small, extra)} onClick=${press} aria-label=${label}
      aria-disabled=${why ? 'true' : undefined} aria-busy=${busy ? 'true' : undefined} aria-describedby=${why ? reason : rest['aria-describedby']} title=${why || rest.title}>
      ${icon && html`<${Icon} name=${icon} />`}${children}${why && html`<span id=${reason} hidden>${why}</span>`}
    </button>`;
}

/** A link that looks like a button: goes somewhere, does nothing. */
export const ButtonLink = ({ kind = 'secondary', icon, small, children, class: extra, ...rest }) => html`
  <a ...${rest} class=${look(kind, small, extra)}>${icon && html`<${Icon} name=${icon} />`}${children}</a>`;

/** A button with only an icon: its label is read and shown as a tip. */
export const IconButton = ({ icon, label, ...rest }) => html`
  <${Button} kind="quiet" ...${rest} class=${`only-icon ${rest.class ?? ''}`} label=${label} title=${rest.title ?? label}><${Icon} name=${icon} /><//>`;
