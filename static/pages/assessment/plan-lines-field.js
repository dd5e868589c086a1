// New persons typed or pasted, one a line: how many were understood stands below, and which lines were not.
import { html } from '../../vendor/ui.js';
import { languages, list, number, plural, t } from '../../i18n/text.js';
import { Select, TextArea } from '../../components/field.js';
import { people as peopleOf } from './plan-lines.js';

const languageOptions = Object.entries(languages).map(([value, label]) => ({ value, label }));

function Understood({ lines }) {
  const { people, wrong } = peopleOf(lines);
  if (!people.length && !wrong.length) return null;
  return html`<p class="hint">${plural('assessment.plan.lines_found', people.length)}${wrong.length > 0 && html` <strong>${t('assessment.plan.lines_wrong', { lines: list(wrong.map(line => number(line))) })}</strong>`}</p>`;
}

/** The fields `lines` and `language` of a form. */
export const NewPeopleFields = ({ form }) => html`
  <${TextArea} ...${form.field('lines', { label: t('assessment.plan.lines'), hint: t('assessment.plan.lines_hint'), optional: true })} rows=${4} spellcheck=${false} />
  <${Understood} lines=${form.values.lines} />
  <${Select} ...${form.field('language', { label: t('assessment.plan.their_language') })} width="short" options=${languageOptions} />`;
