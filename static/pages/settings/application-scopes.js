// What an application or a token may do: everything, or single rights in words.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { CheckboxGroup, RadioGroup } from '../../components/field.js';
import { groupWord, scopeWord } from './scope-words.js';

/** The rights of a row of a table: said at once when it is everything, else a number that opens. */
export const Scopes = ({ scopes }) => (scopes === null ? t('applications.everything') : html`
  <details class="folded"><summary>${plural('applications.scope_count', scopes.length)}</summary><ul class="plain">${scopes.map(scope => html`<li key=${scope}>${scopeWord(scope)}</li>`)}</ul></details>`);

/** The question of a form whose values have `rights` (all, some) and `scopes`; `options` are the two answers in words. */
export function ScopeChoice({ groups, form, label, options }) {
  const listed = group => {
    const field = form.field('scopes', { label: groupWord(group.group) });
    const rights = group.scopes.map(scope => ({ value: scope, label: scopeWord(scope), hint: html`<code>${scope}</code>` }));
    return html`<${CheckboxGroup} key=${group.group} ...${field} id=${form.idOf(`scopes-${group.group}`)} error=${undefined} options=${rights} />`;
  };
  return html`
    <${RadioGroup} ...${form.field('rights', { label })} options=${options} />
    ${form.values.rights === 'some' && html`<div class="scope-groups">${groups.map(listed)}</div>`}`;
}
