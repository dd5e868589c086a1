// Exporting a record, a collection or a template: a format, what stays out, how it looks, the file.
import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { bytes, t } from '../../i18n/text.js';
import * as exports from '../../api/kadi/exports.js';
import { Button } from '../../components/button.js';
import { Code } from '../../components/code.js';
import { Checkbox, CheckboxGroup, RadioGroup } from '../../components/field.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Progress } from '../../components/progress.js';
import { Refused } from '../../components/refused.js';
import { go } from '../../router.js';
import { useFetched } from '../../state/fetched.js';
import { downloads, forget, start } from './export-download.js';
import { MetadataChoice } from './export-metadata.js';
import { asks, filterOf, fits, formats, isText, usual } from './export-options.js';

const part = 100_000; // letters of a preview

const words = { 'ro-crate': 'crate', 'json-schema': 'json_schema' };
const wordOf = type => words[type] ?? type;

const dataKinds = ['json', 'rdf', 'pdf'];

function Options({ noun, type, extras, options, set }) {
  const asked = asks(noun, type, options);
  const some = asked.people || asked.links || asked.form || asked.crate || asked.records || (asked.metadata && extras.length > 0);
  if (!some) return null;
  return html`<${Section} plain title=${t('exports.what')}><div class="form export-options">
    ${asked.form && html`<${RadioGroup} label=${t('exports.form')} value=${options.form} onValue=${set('form')}
      options=${['standard', 'plain'].map(value => ({ value, label: t(`exports.form_${value}`), hint: t(`exports.form_${value}_hint`) }))} />`}
    ${asked.records && html`<${Checkbox} label=${t('exports.records')} hint=${t('exports.records_hint')} value=${options.records} onValue=${set('records')} />`}
    ${asked.children && html`<${Checkbox} label=${t('exports.children')} hint=${t('exports.children_hint')} value=${options.children} onValue=${set('children')} />`}
    ${asked.hierarchy && html`<${Checkbox} label=${t('exports.hierarchy')} hint=${t('exports.hierarchy_hint')} value=${options.hierarchy} onValue=${set('hierarchy')} />`}
    ${asked.crate && html`<${Checkbox} label=${t('exports.metadata_only')} hint=${t('exports.metadata_only_hint')} value=${options.metadataOnly} onValue=${set('metadataOnly')} />`}
    ${asked.data && html`<${CheckboxGroup} label=${t('exports.data')} value=${options.data} onValue=${found => set('data')(dataKinds.filter(kind => found.includes(kind)))}
      options=${dataKinds.map(value => ({ value, label: t(`exports.type.${value}`) }))} />`}
    ${asked.people && html`<${Checkbox} label=${t('exports.people')} hint=${t('exports.people_hint')} value=${options.people} onValue=${set('people')} />`}
    ${asked.links && html`<${RadioGroup} label=${t('exports.links')} value=${options.links} onValue=${set('links')}
      options=${['all', 'outgoing', 'incoming', 'none'].map(value => ({ value, label: t(`exports.links_${value}`) }))} />`}
    ${asked.metadata && extras.length > 0 && html`<${MetadataChoice} extras=${extras} leftOut=${options.leftOut} change=${set('leftOut')} />`}
    ${asked.others && html`<${Checkbox} label=${t('exports.others')} hint=${t('exports.others_hint')} value=${options.others} onValue=${set('others')} />`}
  </div><//>`;
}

function Picture({ blob, name }) {
  const [address, setAddress] = useState(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address && html`<img class="export-picture" src=${address} alt=${t('exports.picture', { name })} />`;
}

/** What the file begins with, fetched anew a moment after the last change. */
function Preview({ wanted, name }) {
  const load = async signal => {
    await new Promise(resolve => { setTimeout(resolve, 300); });
    if (signal.aborted) return null;
    return wanted.type === 'qr' ? { blob: await exports.picture(wanted, signal) } : exports.beginning(wanted, part, signal);
  };
  const data = useFetched(load, [exports.address(wanted)]);
  return html`<${Section} plain title=${t('exports.preview')}>
    <${Loaded} data=${data} height="12rem">${found => (found.blob ? html`<${Picture} blob=${found.blob} name=${name} />` : html`
      <${Code} label=${t('exports.beginning')} text=${found.text} note=${found.whole ? bytes(new Blob([found.text]).size) : t('exports.preview_part')} />`)}<//>
  <//>`;
}

function Download({ id, wanted }) {
  const found = downloads.value.get(id);
  const running = found?.state === 'running';
  const why = running ? t('exports.running') : fits(wanted.filter) ? null : t('exports.too_long');
  const come = found && (found.total ? t('exports.of', { loaded: bytes(found.loaded), total: bytes(found.total) }) : found.loaded ? bytes(found.loaded) : t('exports.prepared'));
  const close = html`<${Button} small onClick=${() => forget(id)}>${t('components.close')}<//>`;
  return html`<div class="stack-2 export-download">
    <div class="row"><${Button} kind="primary" icon="download" why=${why} onClick=${() => start(id, wanted)}>${t('exports.download')}<//>
      ${running && html`<${Button} onClick=${found.stop}>${t('components.cancel')}<//>`}</div>
    ${!fits(wanted.filter) && html`<${Notice} tone="warn" role="status" title=${t('exports.too_long')} />`}
    ${running && html`<${Progress} value=${found.total ? found.loaded / found.total : undefined} label=${found.name ?? t('exports.preparing')} detail=${come} />`}
    <${Refused} words=${found?.state === 'failed' ? found.words : null} />
    ${found?.state === 'handed' && html`<${Notice} role="status" title=${t('exports.handed')} actions=${close}>${t('exports.handed_text', { name: found.name })}<//>`}
  </div>`;
}

function Content({ noun, object, extras, query }) {
  const all = formats[noun];
  const type = all.includes(query.type) ? query.type : all[0];
  const [options, setOptions] = useState(usual);
  const set = name => value => setOptions(before => ({ ...before, [name]: value }));
  const filter = filterOf(noun, type, options);
  const wanted = useMemo(() => ({ noun, id: object.id, type, filter }), [noun, object.id, type, JSON.stringify(filter)]);
  const choose = value => go(`?${new URLSearchParams({ type: value })}`, { replace: true, keep: true });
  const hintOf = value => t(`exports.hint.${noun === 'template' && value === 'json' ? noun : wordOf(value)}`);
  const kind = html`<${RadioGroup} label=${t('exports.format')} value=${type} onValue=${choose}
    options=${all.map(value => ({ value, label: t(`exports.type.${wordOf(value)}`), hint: hintOf(value) }))} />`;
  const seen = (type === 'qr' || isText(type, options)) && fits(filter);
  return html`<div class="export">
    <div class="export-choice">
      <div class="form">${kind}</div>
      <${Options} noun=${noun} type=${type} extras=${extras} options=${options} set=${set} />
      <${Download} id=${`${noun} ${object.id}`} wanted=${wanted} />
    </div>
    ${seen && html`<${Preview} key=${type === 'qr'} wanted=${wanted} name=${object.title} />`}
  </div>`;
}

/** `crumbs`: what leads to the object, with its own page as the last. */
export function ExportPage({ noun, data, query, crumbs, extrasOf = () => [] }) {
  const object = data.value;
  if (!object) return html`<${Page} title=${t('exports.title')}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Page} title=${t('exports.title_of', { name: object.title })} crumbs=${crumbs(object)}><${Content} noun=${noun} object=${object} extras=${extrasOf(object)} query=${query} /><//>`;
}
