// Languages of the original client's words, and how complete each is; for translators.
import { html, useState } from '../../vendor/ui.js';
import { number, percent, t } from '../../i18n/text.js';
import * as completeness from '../../api/app/assessment-translations.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Page } from '../../components/page.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { officeCrumbs } from './crumbs.js';
import { cancel } from './office-form.js';
import { office } from './office-places.js';
import { languageName } from './language-name.js';
import { isLanguageCode } from './translations-words.js';

export const title = 'assessment_office.translations';

export const load = ({ signal }) => completeness.languages(signal);

function Share({ row }) {
  const share = row.words ? row.translated / row.words : 0;
  return html`<span class="share"><span class="share-track" aria-hidden="true"><span class="share-bar" style=${{ transform: `scaleX(${share})` }}></span></span><span>${percent(share)}</span></span>`;
}

const columns = [
  { label: 'assessment_office.translations.language', main: true, cell: row => html`<a href=${office.language(row.language)}>${languageName(row.language)}</a>` },
  { label: 'assessment_office.translations.code', narrow: true, cell: row => html`<code>${row.language}</code>` },
  { label: 'assessment_office.translations.complete', fact: true, cell: row => html`<${Share} row=${row} />` },
  { label: 'assessment_office.translations.words', narrow: true, cell: row => t('assessment_office.translations.of_words', { translated: number(row.translated), words: number(row.words) }) },
  { label: 'assessment_office.translations.changed', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.at} as="ago" />` },
];

function AddForm({ close }) {
  const form = useForm({
    start: { code: '' }, focus: 'code', check: values => ({ code: !isLanguageCode(values.code) && 'language_code' }),
    send: async values => values.code.trim().toLowerCase(), done: code => go(office.language(code)),
  });
  return html`<${Form} form=${form} submit=${t('assessment_office.translations.add')} label=${t('assessment_office.translations.add')} saved="" more=${cancel(close)}>
    <${TextField} ...${form.field('code', { label: t('assessment_office.translations.code'), hint: t('assessment_office.translations.code_hint') })} width="short" code maxlength="12" autocomplete="off" autocapitalize="none" spellcheck=${false} required />
  <//>`;
}

export default function Translations({ data }) {
  const [adding, add] = useState(false);
  const create = html`<${Button} kind="primary" icon="plus" onClick=${() => add(true)}>${t('assessment_office.translations.add')}<//>`;
  return html`<${Page} title=${t(title)} lead=${t('assessment_office.translations.lead')} crumbs=${officeCrumbs()} actions=${create}>
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} empty="assessment_office.translations.empty" emptyAction=${create} />
    ${adding && html`<${Dialog} title=${t('assessment_office.translations.add')} onClose=${() => add(false)}><${AddForm} close=${() => add(false)} /><//>`}
  <//>`;
}
