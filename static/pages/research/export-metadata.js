// Metadata entries to tick: what is not ticked stays out of an export, with everything below it.
import { html, useState } from '../../vendor/ui.js';
import { number, plural, t } from '../../i18n/text.js';
import { Button, IconButton } from '../../components/button.js';
import { stateOf, without } from './export-options.js';

const part = 200;
const isBranch = entry => entry.type === 'dict' || entry.type === 'list';

function Entry({ entry, path, position, leftOut, change, id }) {
  const [open, setOpen] = useState(false);
  const state = stateOf(leftOut, path);
  const name = entry.key ?? t('exports.position', { position });
  const inside = isBranch(entry) && state !== 'out' && Array.isArray(entry.value) && entry.value.length > 0;
  return html`<li>
    <div class="choice">
      <input type="checkbox" id=${id} checked=${state !== 'out'} indeterminate=${state === 'part'} onChange=${() => change(without(leftOut, path, state === 'in'))} />
      <label for=${id}>${name}${isBranch(entry) && html` <span class="count">${number(entry.value?.length ?? 0)}</span>`}</label>
      ${inside && html`<${IconButton} small icon=${open ? 'down' : 'right'} label=${t(open ? 'exports.fold' : 'exports.unfold', { name })} aria-expanded=${open} onClick=${() => setOpen(!open)} />`}
    </div>
    ${inside && open && html`<${Entries} extras=${entry.value} path=${path} leftOut=${leftOut} change=${change} id=${id} />`}
  </li>`;
}

/** Very many entries come part by part. */
function Entries({ extras, path, leftOut, change, id }) {
  const [shown, setShown] = useState(part);
  return html`<ul class="export-entries">
    ${extras.slice(0, shown).map((entry, i) => {
      const key = entry.key ?? String(i);
      return html`<${Entry} key=${key} entry=${entry} path=${[...path, key]} position=${i + 1} leftOut=${leftOut} change=${change} id=${`${id}-${i}`} />`;
    })}
    ${extras.length > shown && html`<li key="more"><${Button} small onClick=${() => setShown(shown + part)}>${plural('exports.more', extras.length - shown)}<//></li>`}
  </ul>`;
}

/** `leftOut`: paths; `change` gets the next ones. */
export function MetadataChoice({ extras, leftOut, change }) {
  const tops = extras.map((entry, i) => [entry.key ?? String(i)]);
  return html`<fieldset class="field">
    <legend>${t('exports.metadata')}</legend>
    <p class="hint">${t('exports.metadata_hint')}</p>
    <${Entries} extras=${extras} path=${[]} leftOut=${leftOut} change=${change} id="export-entry" />
    <div class="row">
      <${Button} small why=${leftOut.length === 0 ? t('exports.all_in') : null} onClick=${() => change([])}>${t('exports.tick_all')}<//>
      <${Button} small why=${tops.every(path => stateOf(leftOut, path) === 'out') ? t('exports.all_out') : null} onClick=${() => change(tops)}>${t('exports.tick_none')}<//>
      <span class="muted" role="status">${leftOut.length > 0 ? plural('exports.left_out', leftOut.length) : ''}</span>
    </div>
  </fieldset>`;
}
