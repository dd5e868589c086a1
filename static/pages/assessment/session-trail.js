// What happened in a session, newest first, in words.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as sessions from '../../api/itr/sessions.js';
import { Button } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { Loaded } from '../../components/loaded.js';
import { useFetched } from '../../state/fetched.js';

const parsed = text => {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return {};
  }
};

const said = {
  '1.1': data => t('assessment.trail.session', { state: status('session', sessions.stateOf(Number(data.SessionStatus))).word }),
  '2.2': (data, name) => t('assessment.trail.saved', { name: name(data.TestID), page: Number(data.CurrentPage ?? 0) + 1 }),
  '2.3': (data, name) => t('assessment.trail.finished', { name: name(data.TestID) }),
  '2.4': (data, name) => t('assessment.trail.test_removed', { name: name(data.TestID) }),
  '2.5': () => t('assessment.trail.redefined'),
};

/** Our words for what the server wrote; others' lines with their own values put in. */
function words(row, names) {
  const data = parsed(row.data);
  const name = id => names.get(String(id).toLowerCase()) ?? t('assessment.test.gone');
  return said[row.kind]?.(data, name) ?? row.message.replace(/%%(\w+)%%/g, (whole, field) => data[field] ?? whole);
}

/** `turn` grows when something was done, so that the trail is read again. */
export function Trail({ id, names, turn }) {
  const [page, setPage] = useState(1);
  const data = useFetched(signal => sessions.trail(id, { page, signal }), [id, page, turn]);
  return html`<${Loaded} data=${data} height="6rem">${found => html`
    ${found.rows.length ? html`<ol class="trail">${found.rows.map(row => html`<li key=${row.id}><${DateTime} value=${row.at} /> <span>${words(row, names)}</span></li>`)}</ol>` : html`<p class="muted">${t('assessment.trail.none')}</p>`}
    ${found.pages > 1 && html`<div class="row"><${Button} small why=${page === 1 ? t('assessment.trail.is_newest') : undefined} onClick=${() => setPage(page - 1)}>${t('assessment.trail.newer')}<//>
      <${Button} small why=${page >= found.pages ? t('assessment.trail.is_oldest') : undefined} onClick=${() => setPage(page + 1)}>${t('assessment.trail.older')}<//></div>`}`}<//>`;
}
