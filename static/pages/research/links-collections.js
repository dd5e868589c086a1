// The collections a record is in: seen, left, entered.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import { Button, IconButton } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loaded.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { stale } from '../../state/resource.js';
import { pickCollections } from './picks.js';
import { at } from './places.js';

function whyNot(failure) {
  if (failure.kind === 'conflict') return { title: t('links.in_already'), text: t('links.in_already_text') };
  return failure.kind === 'denied' ? { title: t('links.no_collection'), text: t('links.no_collection_text') } : null;
}

function Add({ inside, add }) {
  const [chosen, setChosen] = useState(null);
  const [busy, setBusy] = useState(false);
  const search = useMemo(() => pickCollections(new Set(inside.map(row => row.id))), [inside]);
  const send = async event => {
    event.preventDefault();
    if (busy || !chosen) return;
    setBusy(true);
    const added = await add(chosen);
    setBusy(false);
    if (added) setChosen(null);
  };
  return html`<form class="pick-form" onSubmit=${send} aria-label=${t('links.add_to')}><div class="pick-row">
    <${Combobox} label=${t('links.add_to')} value=${chosen} onValue=${setChosen} search=${search} />
    <${Button} type="submit" busy=${busy} why=${chosen ? null : t('links.choose_first')}>${t('links.add_verb')}<//></div></form>`;
}

export function CollectionsOf({ record, can }) {
  const data = useFetched(signal => collections.ofRecord(record.id, {}, signal), [record.id]);
  const [attempt, { failure }] = useAttempt();
  const change = async (send, said) => {
    const done = await attempt(send, said, whyNot);
    stale('/collections', `/records/${record.id}`);
    data.reload();
    return done;
  };
  const add = found => change(() => collections.addRecord(found.value, record.id), () => toast(t('links.added_to', { name: found.label })));
  const back = row => () => change(() => collections.addRecord(row.id, record.id));
  const leave = row => change(() => collections.removeRecord(row.id, record.id), () => toast(t('links.left', { name: row.title }), { undo: back(row) }));
  return html`<${Section} plain title=${t('links.collections')}>
    <${Refused} words=${failure} />
    <${Loaded} data=${data} lines=${2}>${found => html`
      ${found.total === 0 && html`<p class="muted">${t('links.in_none')}</p>`}
      <ul class="in-collections" aria-label=${t('links.collections')}>${found.rows.map(row => html`<li key=${row.id}><${Icon} name="collection" size=${18} /><a href=${at.collection(row.id)}>${row.title}</a>
        ${can.has('link') && html`<${IconButton} small icon="close" label=${t('links.leave', { name: row.title })} onClick=${() => leave(row)} />`}</li>`)}</ul>
      ${found.total > found.rows.length && html`<p class="muted">${t('links.in_part', { shown: found.rows.length, count: found.total })}</p>`}
      ${can.has('link') && html`<${Add} inside=${found.rows} add=${add} />`}`}<//>
  <//>`;
}
