// What the server refused, above the page's content: `words` of errors/words.js, or null. With state/attempt.js.
import { html } from '../vendor/ui.js';
import { Details } from './failed.js';
import { Notice } from './notice.js';

export const Refused = ({ words }) => (words ? html`<${Notice} tone="danger" role="alert" title=${words.title}>${words.text}<${Details} words=${words} /><//>` : null);
