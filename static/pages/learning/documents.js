// The documents of a topic: a list in which each opens where it stands, if the browser can show it.
import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { bytes, t } from '../../i18n/text.js';
import { decoded } from '../../api/kadi/files.js';
import * as streams from '../../api/lms/streams.js';
import { address } from '../../components/address.js';
import { Empty } from '../../components/empty.js';
import { fileIcon } from '../../components/file-list.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loaded.js';
import { kindOf, part, Viewer } from '../../components/viewer.js';
import { resource } from '../../state/resource.js';
import { DownloadButton, DownloadState, useDownload } from './downloads.js';

const blobs = new Set(['pdf', 'image']);
const shown = new Set([...blobs, 'markdown', 'csv', 'json', 'text']);
const whole = { json: 10_000_000 }; // what is read as a whole, up to this size
const most = 100_000_000;

/** Can the page show it, or only save it? */
const viewable = file => file.size > 0 && file.size <= most && shown.has(kindOf(file));

async function fetched(file, kind, signal) {
  if (blobs.has(kind)) return { blob: await streams.content(file.id, { type: file.type, signal }) };
  const found = await streams.beginning(file.id, file.size, whole[kind] ?? part, signal);
  return { text: decoded(found.bytes, found.whole), whole: found.whole };
}

/** A picture is shown from a blob of ours too: it is fetched with the session, like everything else. */
function useAddress(blob) {
  const [made, setMade] = useState(null);
  useEffect(() => {
    if (!blob) return undefined;
    const url = URL.createObjectURL(blob);
    setMade(url);
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  return made;
}

function Content({ file, kind, content }) {
  const made = useAddress(kind === 'image' ? content.blob : null);
  if (kind === 'image' && !made) return null;
  return html`<${Viewer} file=${file} kind=${kind} address=${made} content=${content} />`;
}

function View({ file }) {
  const kind = kindOf(file);
  const data = useMemo(() => resource(signal => fetched(file, kind, signal)), [file.id]);
  useEffect(() => () => data.leave(), [data]);
  return html`<div class="document-view" role="region" aria-label=${t('learning.documents.view', { name: file.name })}>
    <${Loaded} data=${data} height="16rem">${content => html`<${Content} file=${file} kind=${kind} content=${content} />`}<//></div>`;
}

function Document({ file, open, href }) {
  const download = useDownload(file);
  const can = viewable(file);
  return html`<li class="document">
    <div class="document-row">
      <${Icon} name=${fileIcon(file.name, file.type)} />
      <span class="document-name">${can ? html`<a href=${href} data-keep-place aria-expanded=${open ? 'true' : 'false'}>${file.name}</a>` : html`<span>${file.name}</span>`}
        ${file.description && html`<span class="hint">${file.description}</span>`}
        <span class="hint">${[bytes(file.size), !can && t('learning.documents.save_only')].filter(Boolean).join(' · ')}</span></span>
      <${DownloadButton} download=${download} file=${file} />
    </div>
    <${DownloadState} download=${download} file=${file} />
    ${open && can && html`<${View} file=${file} />`}
  </li>`;
}

/** `query.document`: the one that is open. */
export function Documents({ documents, query }) {
  const gone = query.document && !documents.some(file => file.id === query.document);
  return html`
    ${gone && html`<${Empty} level=${3} icon="file" title=${t('learning.documents.gone')}>${t('learning.documents.gone_text')}<//>`}
    ${documents.length > 0 && html`<ul class="documents" aria-label=${t('learning.documents')}>${documents.map(file => {
      const open = file.id === query.document;
      return html`<${Document} key=${file.id} file=${file} open=${open} href=${address(query, { document: open ? null : file.id })} />`;
    })}</ul>`}`;
}
