// The mail with which candidates sign in: what stands in for its words in braces, and its HTML. No drawing, so that node can test it.
import { escaped } from './escaped.js';

const places = /\{(name|first_name|login|password|address|session|window|company)\}/g;

/** `values`: what stands for each name; an unknown one stays as it was written. */
export const filled = (text, values) => text.replace(places, (whole, name) => values[name] ?? whole);

/** Does the text need a password of the person's, which then is a new one? */
export const needsPassword = (...texts) => texts.some(text => text.includes('{password}'));

const linked = text => escaped(text).replace(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g, address => `<a href="${address}">${address}</a>`);

/** Paragraphs of a plain text; addresses become links, nothing else is markup. */
export const asHtml = text => text.trim().split(/\n\s*\n/).map(part => `<p>${part.split('\n').map(linked).join('<br>')}</p>`).join('\n');
