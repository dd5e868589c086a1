// What happened in a session, newest first, in words.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as audit from '../../api/itr/audit.js';
import * as tests from '../../api/itr/tests.js';
import { Button } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { Loaded } from '../../components/loaded.js';
import { useFetched } from '../../state/fetched.js';
import { sentence, testOf } from './trail-words.js';

/** A page of the trail; tests that were taken out of the session are named too. */
async function fetched(id, page, signal) {
  const found = await audit.ofSession(id, { page }, signal);
  return { ...found, names: await tests.names(found.rows.map(testOf), signal) };
}

/** `turn` changes when something was done, so that the trail is read again. */
export function Trail({ id, turn }) {
  const [page, setPage] = useState(1);
  const data = useFetched(signal => fetched(id, page, signal), [id, page, turn]);
  return html`<${Loaded} data=${data} height="6rem">${found => html`
    ${found.rows.length ? html`<ol class="trail">${found.rows.map(row => html`<li key=${row.id}><${DateTime} value=${row.at} /> <span>${sentence(row, found.names)}</span></li>`)}</ol>` : html`<p class="muted">${t('assessment.trail.none')}</p>`}
    ${found.pages > 1 && html`<div class="row"><${Button} small why=${page === 1 ? t('assessment.trail.is_newest') : undefined} onClick=${() => setPage(page - 1)}>${t('assessment.trail.newer')}<//>
      <${Button} small why=${page >= found.pages ? t('assessment.trail.is_oldest') : undefined} onClick=${() => setPage(page + 1)}>${t('assessment.trail.older')}<//></div>`}`}<//>`;
}
