// What the forms of the office have in common: entries of before, only what differs is sent, dialogs that are addresses.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Loaded } from '../../components/loaded.js';
import { useFetched } from '../../state/fetched.js';

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Only what differs, so that two people who change different things do not undo each other. */
export const changesOf = (start, values) => Object.fromEntries(Object.entries(values).filter(([name, value]) => name in start && !same(value, start[name])));

/** A dialog with what `fetch` brings; `children`: value → form. */
export function FetchedDialog({ title, fetch, of, close, children }) {
  const data = useFetched(fetch, [of]);
  return html`<${Dialog} title=${data.value ? title(data.value) : title(null)} onClose=${close}><${Loaded} data=${data} height="18rem">${children}<//><//>`;
}

export const cancel = close => html`<${Button} onClick=${close}>${t('components.cancel')}<//>`;

/** Asks before something goes for good. */
export const sure = ({ title, text, typed, verb }) => confirm({ title, text, typed, verb: verb ?? t('assessment_office.remove'), danger: true });
