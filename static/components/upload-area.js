// Where files come in: dropped, picked, as folders, pasted. Hands out [{ file, name }]; files in folders are named with their path.
import { html, useEffect, useRef, useState } from '../vendor/ui.js';
import { t } from '../i18n/text.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

const entriesOf = reader => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = entry => new Promise((resolve, reject) => { entry.file(resolve, reject); });

/** Every file below a dropped entry, with its path. */
async function walk(entry, path = '') {
  if (entry.isFile) return [{ file: await fileOf(entry), name: path + entry.name }];
  const reader = entry.createReader();
  const found = [];
  for (let part = await entriesOf(reader); part.length; part = await entriesOf(reader)) {
    for (const child of part) found.push(...await walk(child, `${path}${entry.name}/`));
  }
  return found;
}

/** The files of a drop or paste: folders are opened where the browser can. */
export async function filesOf(transfer) {
  const entries = [...(transfer.items ?? [])].filter(item => item.kind === 'file').map(item => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files].map(file => ({ file, name: file.name }));
  if (!entries.some(entry => entry?.isDirectory)) return plain;
  return (await Promise.all(entries.filter(Boolean).map(entry => walk(entry)))).flat();
}

const picked = input => [...input.files].map(file => ({ file, name: file.webkitRelativePath || file.name }));
const carriesFiles = event => [...(event.dataTransfer?.types ?? [])].includes('Files');

/** Files may be dropped anywhere in the window while this is shown. */
export function useDrop(take) {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    let depth = 0;
    const enter = event => { if (carriesFiles(event)) { depth += 1; setOver(true); } };
    const leave = event => { if (carriesFiles(event)) { depth -= 1; if (depth <= 0) { depth = 0; setOver(false); } } };
    const stay = event => { if (carriesFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; } };
    const drop = event => {
      depth = 0;
      setOver(false);
      if (!carriesFiles(event) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      latest.current(event.dataTransfer);
    };
    const paste = event => { if (event.clipboardData?.files.length && !event.target.closest?.('input, textarea')) { event.preventDefault(); latest.current(event.clipboardData); } };
    const listeners = { dragenter: enter, dragleave: leave, dragover: stay, drop, paste };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener);
    return () => { for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener); };
  }, []);
  return over;
}

export function UploadArea({ onFiles }) {
  const [empty, setEmpty] = useState(false);
  const files = useRef(null);
  const folder = useRef(null);
  const give = found => { setEmpty(found.length === 0); if (found.length) onFiles(found); };
  const over = useDrop(async transfer => give(await filesOf(transfer)));
  const change = event => { give(picked(event.target)); event.target.value = ''; };
  return html`
    <div class=${`upload-area${over ? ' over' : ''}`} role="group" aria-label=${t('research.upload.area')}>
      <${Icon} name="upload" size=${24} />
      <p>${over ? t('research.upload.drop_now') : t('research.upload.drop')}</p>
      <div class="row">
        <${Button} icon="file" onClick=${() => files.current.click()}>${t('research.upload.files')}<//>
        <${Button} icon="folder" onClick=${() => folder.current.click()}>${t('research.upload.folder')}<//>
      </div>
      <input ref=${files} type="file" multiple hidden aria-label=${t('research.upload.files')} onChange=${change} />
      <input ref=${folder} type="file" webkitdirectory hidden aria-label=${t('research.upload.folder')} onChange=${change} />
      ${empty && html`<p class="muted" role="status">${t('research.upload.empty')}</p>`}
    </div>`;
}
