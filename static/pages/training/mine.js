// My trainings: those to come, those that are done, with feedback.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as registrations from '../../api/kms/registrations.js';
import * as trainings from '../../api/kms/trainings.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { account } from '../../state/session.js';
import { duration } from './durations.js';
import { at } from './places.js';
import { Stars } from './stars.js';
import { useTakingPart } from './taking-part.js';

export const title = 'training.mine';

/** Registrations with their trainings; what was deleted or is a draft again has only its registration. */
export async function load({ signal }) {
  const [own, found] = await Promise.all([registrations.all({ user_id: account().id }, signal), trainings.all({}, signal)]);
  const byId = new Map(found.map(training => [training.id, training]));
  return own.map(row => ({ ...row, training: byId.get(row.trainingId) ?? null })).reverse();
}

const tabs = { upcoming: ['REGISTERED'], done: ['ATTENDED', 'COMPLETED'], cancelled: ['CANCELLED'] };
const words = { upcoming: 'training.tab.upcoming', done: 'training.tab.done', cancelled: 'training.tab.cancelled' };
const empties = { upcoming: 'training.mine_empty', done: 'training.done_empty', cancelled: 'training.cancelled_empty' };

const name = { label: 'training.title', main: true, cell: row => (row.training ? html`<a href=${at.training(row.trainingId)}>${row.training.title}</a>` : html`<span class="muted">${t('training.gone')}</span>`) };
const state = { label: 'training.state', status: true, narrow: true, cell: row => html`<${Status} noun="registration" value=${row.status} />` };
const length = { label: 'training.duration', fact: true, cell: row => (row.training ? duration(row.training.minutes) : '–') };
const since = { label: 'training.registered_at', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.registeredAt} as="date" />` };

const when = { label: 'training.done_at', fact: true, narrow: true, cell: row => html`<${DateTime} value=${row.completedAt ?? row.attendedAt} as="date" />` };
const titleOf = row => row.training?.title ?? t('training.gone');

/** One of the tabs: its registrations, and what can be done with each. */
function Rows({ open, data, query }) {
  const part = useTakingPart();
  const shown = useMemo(() => ({ rows: data.value.filter(row => tabs[open].includes(row.status)) }), [data.value, open]);
  const scored = changed => data.put(data.value.map(other => (other.id === changed.id ? { ...other, score: changed.score } : other)));
  const stars = row => html`<${Stars} label=${t('training.feedback_for', { title: titleOf(row) })} value=${row.score} onValue=${value => part.rate(row, value, scored)} />`;
  const isTaken = row => data.value.some(other => other.trainingId === row.trainingId && other.status !== 'CANCELLED');
  const columns = open === 'done' ? [name, state, when, { label: 'training.feedback', fact: true, narrow: true, cell: stars }] : [name, state, length, since];
  const actions = {
    upcoming: [{ label: 'training.cancel', danger: true, run: row => part.cancel({ title: titleOf(row) }, row, data.reload) }],
    cancelled: [{ label: 'training.register_again', icon: 'plus', when: row => row.training?.status === 'PUBLISHED' && !isTaken(row), run: row => part.register(row.training, data.reload) }],
    done: [],
  }[open];
  return html`<${Refused} words=${part.failure} />
    <${DataTable} caption=${t(words[open])} rows=${shown} columns=${columns} actions=${actions} query=${query} empty=${empties[open]} />`;
}

export default function Mine({ data, query }) {
  const open = query.tab in tabs ? query.tab : 'upcoming';
  const browse = html`<${ButtonLink} kind="primary" href=${at.trainings}>${t('training.browse')}<//>`;
  const count = id => data.value?.filter(row => tabs[id].includes(row.status)).length;
  return html`<${Page} title=${t(title)} actions=${browse}>
    <${Tabs} label=${t(title)} open=${open} tabs=${Object.keys(tabs).map(id => ({ id, label: t(words[id]), count: count(id) }))}>
      <${Loaded} data=${data} height="16rem">${() => html`<${Rows} key=${open} open=${open} data=${data} query=${query} />`}<//>
    <//>
  <//>`;
}
