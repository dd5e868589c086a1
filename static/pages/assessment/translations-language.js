// The words of one language beside those of another: search, translate, import, export.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as completeness from '../../api/app/assessment-translations.js';
import * as translations from '../../api/itr/translations.js';
import { address } from '../../components/address.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Dialog } from '../../components/dialog.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { saveFile } from '../../components/save-file.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { stale } from '../../state/resource.js';
import { officeCrumbs } from './crumbs.js';
import { office } from './office-places.js';
import { ImportForm, WordForm } from './translations-forms.js';
import { languageName } from './language-name.js';
import { fileOf, rowsOf } from './translations-words.js';

export const title = 'assessment_office.translations';
const perPage = 50;

/** The language beside it: the chosen one, else the most complete other. */
const besideOf = (languages, own, asked) => languages.find(row => row.language === asked)?.language ?? languages.filter(row => row.language !== own).sort((a, b) => b.translated - a.translated)[0]?.language ?? null;

export async function load({ params, query, signal }) {
  const own = params.language.toLowerCase();
  const languages = await completeness.languages(signal);
  const besideCode = besideOf(languages, own, query.beside);
  const read = code => translations.words(code, signal);
  const [words, beside, ...others] = await Promise.all([read(own), besideCode ? read(besideCode) : new Map(), ...languages.map(row => row.language).filter(code => code !== own && code !== besideCode).map(read)]);
  return { own, languages, besideCode, words, beside, keys: others.flatMap(found => [...found.keys()]) };
}

const columnsOf = (value, query) => [
  { label: 'assessment_office.translations.key', main: true, cell: row => html`<a href=${address(query, { word: row.key, page: query.page })} data-keep-place>${row.key}</a>` },
  { label: 'assessment_office.translations.word', fact: true, cell: row => (row.isMissing ? html`<span class="muted">${t('assessment_office.translations.not_translated')}</span>` : row.text || '–') },
  ...(value.besideCode ? [{ label: 'assessment_office.translations.beside', fact: true, cell: row => row.original || '–' }] : []),
  { label: 'assessment_office.translations.by', cell: row => row.by || '–' },
];

function Content({ value, data, query }) {
  const [open, setOpen] = useState(null); // 'new', 'import', null; a word that is there already is in the address
  const rows = useMemo(() => rowsOf(value.words, value.beside, value.keys, { search: query.search, onlyMissing: query.show === 'missing' }), [value, query.search, query.show]);
  const page = Math.max(1, Number(query.page) || 1);
  const shown = { rows: rows.slice((page - 1) * perPage, page * perPage), total: rows.length, page, pages: Math.ceil(rows.length / perPage) };
  const name = languageName(value.own);
  const word = useMemo(() => (query.word ? rowsOf(value.words, value.beside, value.keys).find(row => row.key === query.word) : null), [value, query.word]);
  const close = () => { setOpen(null); if (query.word) go(`${office.language(value.own)}${address(query, { word: null, page: query.page })}`, { replace: true, keep: true }); };
  const done = said => { close(); toast(said); stale(office.translations); data.reload(); };
  const besides = value.languages.filter(row => row.language !== value.own).map(row => ({ value: row.language, label: languageName(row.language) }));
  const others = besides.filter(option => option.value !== value.besideCode);
  const filters = [
    { name: 'show', label: 'assessment_office.translations.show', options: [{ value: 'missing', label: t('assessment_office.translations.missing') }] },
    ...(others.length ? [{ name: 'beside', label: 'assessment_office.translations.compare', any: 'assessment_office.translations.fullest', quiet: true, options: besides }] : []),
  ];
  return html`
    <div class="row">
      <${Button} icon="plus" onClick=${() => setOpen('new')}>${t('assessment_office.translations.new_word')}<//>
      <${Button} icon="upload" onClick=${() => setOpen('import')}>${t('assessment_office.translations.import')}<//>
      ${value.words.size > 0 && html`<${Button} icon="download" onClick=${() => saveFile(new Blob([fileOf(value.words)], { type: 'application/json' }), `${value.own}.json`)}>${t('assessment_office.translations.export')}<//>`}
    </div>
    <${DataTable} caption=${t('assessment_office.translations.of', { language: name })} rows=${shown} columns=${columnsOf(value, query)} query=${{ ...query, word: null }} filters=${filters}
      search=${{ name: 'search', label: 'assessment_office.translations.search' }} empty="assessment_office.translations.none" />
    ${(word || open === 'new') && html`<${Dialog} title=${word ? t('assessment_office.translations.edit_of', { key: word.key }) : t('assessment_office.translations.new_word')} onClose=${close}>
      <${WordForm} value=${value} row=${word ?? { key: '', text: '', original: '' }} close=${close} done=${key => done(t('assessment_office.translations.saved', { key }))} /><//>`}
    ${open === 'import' && html`<${Dialog} title=${t('assessment_office.translations.import_title', { language: name })} onClose=${close}>
      <${ImportForm} value=${value} close=${close} done=${count => done(plural('assessment_office.translations.imported', count))} /><//>`}`;
}

export default function Language({ data, params, query }) {
  return html`<${Page} title=${t('assessment_office.translations.of', { language: languageName(params.language) })} crumbs=${officeCrumbs({ href: office.translations, label: t(title) })}>
    <${Loaded} data=${data} height="30rem">${value => html`<${Content} value=${value} data=${data} query=${query} />`}<//>
  <//>`;
}
