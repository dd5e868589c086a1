// What an application may do: everything with research data, or single rights in words.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { CheckboxGroup, RadioGroup } from '../../components/field.js';
import { groupWord, scopeWord } from './scope-words.js';

/** The rights of a row of a table: said at once when it is everything, else a number that opens. */
export const Scopes = ({ scopes }) => (scopes === null ? t('applications.everything') : html`
  <details class="folded"><summary>${plural('applications.scope_count', scopes.length)}</summary><ul class="plain">${scopes.map(scope => html`<li key=${scope}>${scopeWord(scope)}</li>`)}</ul></details>`);

/** The question of a form whose values have `rights` (all, some) and `scopes`. */
export function ScopeChoice({ groups, form }) {
  return html`
    <${RadioGroup} ...${form.field('rights', { label: t('applications.rights') })} options=${[
      { value: 'some', label: t('applications.some_rights'), hint: t('applications.some_rights_hint') },
      { value: 'all', label: t('applications.all_rights'), hint: t('applications.all_rights_hint') },
    ]} />
    ${form.values.rights === 'some' && html`<div class="scope-groups">${groups.map(({ group, scopes }) => {
      const field = form.field('scopes', { label: groupWord(group) });
      return html`<${CheckboxGroup} key=${group} ...${field} id=${form.idOf(`scopes-${group}`)} error=${undefined} options=${scopes.map(scope => ({ value: scope, label: scopeWord(scope), hint: html`<code>${scope}</code>` }))} />`;
    })}</div>`}`;
}
