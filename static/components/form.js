// A form: checked on submit, entries kept, a summary that takes focus. `form` comes from state/form.js.
import { html, useId, useLayoutEffect, useRef } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button } from './button.js';
import { Details } from './failed.js';
import { Icon } from './icon.js';

/** `faults`: [{ id, label, text }] beside the fields; `words`: the failure as a whole. */
export function ErrorSummary({ faults, words, round }) {
  const box = useRef(null);
  const heading = useId(); // two forms of one page may be refused
  const wrong = faults.length > 0 || Boolean(words);
  useLayoutEffect(() => { if (wrong) box.current?.focus(); }, [round]);
  useLayoutEffect(() => {
    if (!wrong) return undefined;
    const mark = `${t('components.error')}: `;
    if (!document.title.startsWith(mark)) document.title = mark + document.title;
    return () => { if (document.title.startsWith(mark)) document.title = document.title.slice(mark.length); };
  }, [wrong]);
  if (!wrong) return null;
  const jump = (event, id) => {
    event.preventDefault();
    const target = document.getElementById(id);
    (target?.matches('fieldset') ? target.querySelector('input, select, textarea, button') ?? target : target)?.focus();
  };
  return html`
    <div class="summary" ref=${box} tabindex="-1" role="alert" aria-labelledby=${heading}>
      <${Icon} name="error" />
      <div class="stack-2">
        <h2 id=${heading}>${words?.title ?? t('components.form.problem')}</h2>
        ${words?.text && html`<p>${words.text}</p>`}
        ${faults.length > 0 && html`<ul>${faults.map(fault => html`
          <li key=${fault.id ?? fault.text}>${fault.id ? html`<a href=${`#${fault.id}`} onClick=${event => jump(event, fault.id)}>${fault.label}: ${fault.text}</a>` : html`${fault.label && `${fault.label}: `}${fault.text}`}</li>`)}</ul>`}
        ${words && html`<${Details} words=${words} />`}
      </div>
    </div>`;
}

/** `submit` is the verb on the button; `danger` colours it; `more` are buttons beside it. */
export function Form({ form, submit, kind = 'primary', more, children, label, saved, wide }) {
  const send = event => { event.preventDefault(); form.submit(); };
  return html`
    <form class=${`form${wide ? ' wide' : ''}`} novalidate onSubmit=${send} aria-label=${label}>
      <${ErrorSummary} faults=${form.summary} words=${form.words} round=${form.round} />
      ${children}
      <div class="form-foot">
        <${Button} kind=${kind} type="submit" busy=${form.busy}>${submit}<//>${more}
        <span class="muted" role="status">${form.busy ? t('components.sending') : form.saved ? (saved ?? t('components.saved')) : ''}</span>
      </div>
    </form>`;
}
