// Translating one word, and importing a file of words.
import { html, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as translations from '../../api/itr/translations.js';
import { Button } from '../../components/button.js';
import { Field, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { cancel } from './office-form.js';
import { languageName } from './language-name.js';
import { difference, wordsIn } from './translations-words.js';

export function WordForm({ value, row, close, done }) {
  const form = useForm({
    start: { key: row.key, text: row.text }, draft: `translation ${value.own} ${row.key || 'new'}`, focus: row.key ? 'text' : 'key', check: values => ({ key: !values.key.trim() && 'missing' }),
    send: async values => { await translations.save(value.own, [[values.key.trim(), values.text]]); return values.key.trim(); },
    done,
  });
  return html`
    ${row.original && html`<div><strong>${t('assessment_office.translations.original', { language: languageName(value.besideCode) })}</strong><p>${row.original}</p></div>`}
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('assessment_office.save')} label=${t('assessment_office.translations.word')} saved="" more=${cancel(() => { form.reset(); close(); })}>
      ${!row.key && html`<${TextField} ...${form.field('key', { label: t('assessment_office.translations.key') })} code maxlength="400" autocomplete="off" spellcheck=${false} required />`}
      <${TextArea} ...${form.field('text', { label: t('assessment_office.translations.word') })} rows=${3} lang=${value.own} />
    <//>`;
}

const atOnce = 5000; // words of one request

export function ImportForm({ value, close, done }) {
  const [attempt, { failure, busy }] = useAttempt();
  const [found, setFound] = useState(null); // entries, or 'wrong'
  const pick = async event => { const file = event.target.files[0]; setFound(file ? wordsIn(await file.text()) ?? 'wrong' : null); };
  const send = () => attempt(async () => {
    for (let from = 0; from < found.length; from += atOnce) await translations.save(value.own, found.slice(from, from + atOnce));
    return found.length;
  }, done);
  const ready = Array.isArray(found);
  const id = 'import-words';
  return html`
    <${Refused} words=${failure} />
    <${Field} id=${id} label=${t('assessment_office.translations.file')} hint=${t('assessment_office.translations.import_hint')} error=${found === 'wrong' && t('assessment_office.translations.import_wrong')}>
      <input id=${id} class="input" type="file" accept=".json,application/json" aria-describedby=${`${id}-hint${found === 'wrong' ? ` ${id}-error` : ''}`} aria-invalid=${found === 'wrong' ? 'true' : undefined} onChange=${pick} />
    <//>
    ${ready && html`<p role="status">${plural('assessment_office.translations.import_found', found.length, difference(value.words, found))}</p>`}
    <div class="form-foot"><${Button} kind="primary" busy=${busy} why=${ready ? null : t('assessment_office.translations.choose_file')} onClick=${send}>${t('assessment_office.translations.import')}<//>${cancel(close)}</div>`;
}
