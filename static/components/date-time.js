// A moment: short to read, exact on hover and for machines.
import { html } from '../vendor/ui.js';
import { ago, date, dateTime, exactTime } from '../i18n/text.js';

const ways = { ago, date, dateTime };

export const DateTime = ({ value, as = 'dateTime', none = '–' }) =>
  value ? html`<time datetime=${new Date(value).toISOString()} title=${exactTime(value)}>${ways[as](value)}</time>` : html`<span>${none}</span>`;
