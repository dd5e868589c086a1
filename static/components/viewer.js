// A file as its kind allows to see it. What comes in are texts, addresses and blobs; nothing of a file ever runs.
import { html, useEffect, useMemo, useState } from '../vendor/ui.js';
import { bytes, t } from '../i18n/text.js';
import { Button } from './button.js';
import { Code } from './code.js';
import { DataGrid } from './data-grid.js';
import { Empty } from './empty.js';
import { JsonView } from './json-view.js';
import { Markdown } from './markdown.js';
import { Notice } from './notice.js';
import { Plot } from './plot.js';
import { parse, plottable } from './viewer-table.js';

const endings = { csv: /\.(csv|tsv)$/i, markdown: /\.(md|markdown)$/i, json: /\.(json|geojson|ipynb)$/i, text: /\.(txt|log|py|js|ts|sh|r|m|c|h|cpp|java|toml|ya?ml|ini|xml|html?|css|sql|tex|bib|rst)$/i };

/** Which viewer a file gets: image, audio, video, pdf, markdown, csv, json, text, or null. */
export function kindOf({ type, name }) {
  if (/^image\/(png|jpeg|gif|webp|avif|svg\+xml|bmp|x-icon)$/.test(type)) return 'image';
  if (/^audio\//.test(type)) return 'audio';
  if (/^video\//.test(type)) return 'video';
  if (type === 'application/pdf') return 'pdf';
  if (type === 'text/markdown' || endings.markdown.test(name)) return 'markdown';
  if (/^text\/(csv|tab-separated-values)$/.test(type) || endings.csv.test(name)) return 'csv';
  if (/^application\/(.+\+)?json$/.test(type) || endings.json.test(name)) return 'json';
  if (/^text\//.test(type) || /^application\/(xml|x-sh|javascript|x-python|toml|yaml|x-yaml|sql|.+\+xml)$/.test(type) || endings.text.test(name)) return 'text';
  return null;
}

export const part = 1_000_000; // what is read of a text

const Unreadable = ({ file }) => html`<${Empty} icon="file" title=${t('research.view.broken')}>${t('research.view.broken_text', { name: file.name })}<//>`;

function Picture({ file, address }) {
  const [state, setState] = useState('loading');
  const [whole, setWhole] = useState(false);
  if (state === 'failed') return html`<${Unreadable} file=${file} />`;
  return html`<div class=${`view-picture${whole ? ' whole' : ''}`} tabindex="0" role="region" aria-label=${file.name}>
    <img src=${address} alt=${file.description || file.name} decoding="async" onLoad=${() => setState('there')} onError=${() => setState('failed')} /></div>
    <div class="row"><${Button} small icon="full" aria-pressed=${whole} onClick=${() => setWhole(!whole)}>${t('research.view.full_size')}<//></div>`;
}

function Player({ file, address, kind }) {
  const [failed, setFailed] = useState(false);
  if (failed) return html`<${Unreadable} file=${file} />`;
  return kind === 'audio'
    ? html`<audio class="view-audio" controls preload="metadata" src=${address} aria-label=${file.name} onError=${() => setFailed(true)}></audio>`
    : html`<video class="view-video" controls preload="metadata" src=${address} aria-label=${file.name} onError=${() => setFailed(true)}></video>`;
}

/** A PDF in the browser's own viewer, from a blob of ours: the server gives files as attachments only. */
function Pdf({ file, blob }) {
  const [address, setAddress] = useState(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([blob], { type: 'application/pdf' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address && html`<iframe class="view-pdf" src=${address} title=${file.name}></iframe>`;
}

const Partly = ({ whole, size }) => (whole ? null : html`<${Notice} title=${t('research.view.part', { part: bytes(part), size: bytes(size) })} />`);

function Table({ file, text, whole }) {
  const table = useMemo(() => parse(text, { whole }), [text]);
  const plot = useMemo(() => plottable(table), [table]);
  const [drawn, setDrawn] = useState(false);
  return html`
    <${Partly} whole=${whole} size=${file.size} />
    ${plot && html`<div class="row" role="group" aria-label=${t('research.view.as')}>
      <${Button} small icon="table" aria-pressed=${!drawn} onClick=${() => setDrawn(false)}>${t('research.view.table')}<//>
      <${Button} small icon="chart" aria-pressed=${drawn} onClick=${() => setDrawn(true)}>${t('research.view.plot')}<//></div>`}
    ${drawn ? html`<${Plot} label=${file.name} x=${plot.x} lines=${plot.lines} />` : html`<${DataGrid} label=${file.name} columns=${table.columns} rows=${table.rows} visible=${16} />`}`;
}

function Prose({ file, text, whole }) {
  const [source, setSource] = useState(false);
  return html`<${Partly} whole=${whole} size=${file.size} />
    <div class="row"><${Button} small icon="code" aria-pressed=${source} onClick=${() => setSource(!source)}>${t('research.view.source')}<//></div>
    ${source ? html`<${Code} text=${text} label=${file.name} />` : html`<${Markdown} text=${text} label=${file.name} />`}`;
}

function Json({ file, text, whole }) {
  const found = useMemo(() => { try { return { value: JSON.parse(text) }; } catch { return null; } }, [text]);
  if (found) return html`<${JsonView} value=${found.value} label=${file.name} />`;
  return html`${whole ? html`<${Notice} tone="warn" title=${t('research.view.not_json')} />` : html`<${Partly} whole=${whole} size=${file.size} />`}<${Code} text=${text} label=${file.name} />`;
}

const texts = { csv: Table, markdown: Prose, json: Json };

/** `content`: { text, whole } or { blob } where the kind needs it. */
export function Viewer({ file, kind, address, content }) {
  if (kind === 'image') return html`<${Picture} file=${file} address=${address} />`;
  if (kind === 'audio' || kind === 'video') return html`<${Player} file=${file} address=${address} kind=${kind} />`;
  if (kind === 'pdf') return html`<${Pdf} file=${file} blob=${content.blob} />`;
  const Text = texts[kind];
  if (Text) return html`<${Text} file=${file} ...${content} />`;
  return html`<${Partly} whole=${content.whole} size=${file.size} /><${Code} text=${content.text} label=${file.name} />`;
}
