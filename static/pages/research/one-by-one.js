// The same request for several things: each is done or refused for itself, and the person is told which.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import { Notice } from '../../components/notice.js';
import { describe } from '../../errors/words.js';

/** `send` for each row; { done: [rows], refused: [{ name, text }] }. `name`: row → what it is called; `word`: failure → text, or undefined for the usual one. */
export async function oneByOne(rows, send, { name = row => row.title ?? row.label, word = () => undefined } = {}) {
  const done = [];
  const refused = [];
  for (const row of rows) {
    try {
      await send(row);
      done.push(row);
    } catch (error) {
      if (!error.failure) throw error;
      refused.push({ name: name(row), text: word(error.failure) ?? describe(error.failure).title });
    }
  }
  return { done, refused };
}

export const Refused = ({ answer }) => (answer?.refused.length ? html`
  <${Notice} tone="warn" role="alert" title=${t('components.table.part_done', { done: number(answer.done.length), refused: number(answer.refused.length) })}>
    <ul class="plain">${answer.refused.map(entry => html`<li key=${entry.name}><strong>${entry.name}</strong>: ${entry.text}</li>`)}</ul><//>` : null);
