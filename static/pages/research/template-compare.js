// On a record's page: does it keep to a template? Each difference in words, with a way to the entry.
import { html, useMemo } from '../../vendor/ui.js';
import { list, number, plural, t } from '../../i18n/text.js';
import * as templates from '../../api/kadi/templates.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loaded.js';
import { typeWord } from '../../components/metadata-editor.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { go } from '../../router.js';
import { useFetched } from '../../state/fetched.js';
import { named, pickTemplates } from './picks.js';
import { at } from './places.js';
import { check } from './template-check.js';

const fieldWords = { type: () => t('research.type'), license: () => t('research.license'), tags: () => t('research.tags') };
const sentences = {
  missing: () => t('templates.check.missing'),
  optional: () => t('templates.check.optional'),
  empty: () => t('templates.check.empty'),
  more: () => t('templates.check.more'),
  iri: () => t('templates.check.iri'),
  type: ({ wanted, found }) => t('templates.check.type', { wanted: typeWord(wanted), found: typeWord(found) }),
  low: ({ min }) => t('templates.check.low', { min: number(min) }),
  high: ({ max }) => t('templates.check.high', { max: number(max) }),
  outside: ({ min, max }) => t('templates.check.outside', { min: number(min), max: number(max) }),
  options: ({ options }) => t('templates.check.options', { values: list(options.map(String)) }),
  no_unit: ({ unit }) => t('templates.check.no_unit', { unit }),
  other_unit: ({ unit, found }) => t('templates.check.other_unit', { unit, found }),
  differs: ({ wanted }) => t('templates.check.differs', { wanted }),
  tags: ({ tags }) => t('templates.check.tags', { tags: list(tags) }),
};

/** Leads to an entry of the metadata below: opens what it is folded in, scrolls there, gives it focus. */
function jump(path) {
  const entry = [...document.querySelectorAll('main [data-path]')].find(node => node.dataset.path === JSON.stringify(path));
  if (!entry) return;
  for (let above = entry.parentElement?.closest('details'); above; above = above.parentElement?.closest('details')) above.open = true;
  entry.scrollIntoView({ block: 'center' });
  entry.focus({ preventScroll: true });
}

function Finding({ finding }) {
  const name = finding.field ? fieldWords[finding.field]() : finding.path.join(' / ');
  const there = finding.at?.length > 0;
  const isThere = there && finding.at.length === finding.path.length;
  return html`<li class=${`finding ${finding.weight}`}>
    <${Icon} name=${finding.weight === 'wrong' ? 'error' : 'info'} size=${18} />
    <span class="finding-what"><strong>${name}</strong>: ${sentences[finding.code](finding)}</span>
    ${there && html`<${Button} small kind="quiet" icon="down" label=${isThere ? t('templates.check.jump_named', { name }) : undefined} onClick=${() => jump(finding.at)}>
      ${isThere ? t('templates.check.jump') : t('templates.check.jump_above', { name: finding.at.join(' / ') })}<//>`}
  </li>`;
}

function Findings({ record, template, can }) {
  const findings = useMemo(() => check(template, record), [record, template]);
  const wrong = findings.filter(finding => finding.weight === 'wrong').length;
  const lacks = findings.some(finding => ['missing', 'optional'].includes(finding.code));
  return html`
    <${Notice} tone=${wrong ? 'warn' : 'ok'} role="status" title=${wrong ? plural('templates.check.wrong', wrong) : t('templates.check.fits', { name: template.title })}
      actions=${lacks && can.has('update') && html`<${ButtonLink} small icon="edit" href=${`${at.edit(record.id)}?template=${template.id}`}>${t('templates.check.complete')}<//>`} />
    ${findings.length > 0 && html`<ul class="findings" aria-label=${t('templates.check.findings')}>${findings.map((finding, i) => html`<${Finding} key=${i} finding=${finding} />`)}</ul>`}`;
}

/** `chosen` is the template's id in the address, or 'new' while none was chosen. */
export function Compare({ record, can, chosen }) {
  const data = useFetched(signal => (/^\d+$/.test(chosen) ? templates.get(chosen, signal) : Promise.resolve(null)), [chosen]);
  const to = check => go(`${at.record(record.id)}${check ? `?${new URLSearchParams({ check })}` : ''}`, { replace: true });
  const template = data.value && String(data.value.id) === chosen ? data.value : null;
  return html`<${Section} plain id="template-check" title=${t('templates.check.title')} actions=${html`<${Button} small kind="quiet" icon="close" onClick=${() => to(null)}>${t('components.close')}<//>`}>
    <${Combobox} label=${t('templates.check.which')} value=${template && named(template)} onValue=${option => option && to(String(option.value))} search=${pickTemplates} />
    ${chosen !== 'new' && html`<${Loaded} data=${data} lines=${3}>${() => template && html`<${Findings} record=${record} template=${template} can=${can} />`}<//>`}
  <//>`;
}
