// Trainings: search, filters, seats, and taking one of them.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as registrations from '../../api/kms/registrations.js';
import * as trainings from '../../api/kms/trainings.js';
import { ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { account } from '../../state/session.js';
import { duration } from './durations.js';
import { at, categoryOptions, categoryWord, levelOptions, levelWord, manages } from './places.js';
import { seatWord, takenSeats } from './seats.js';
import { ownOf, useTakingPart } from './taking-part.js';

export const title = 'training.catalogue';

export async function load({ query, signal }) {
  const [page, own, taken] = await Promise.all([
    trainings.list({ page: query.page, search: query.search, category: query.category, level: query.level, status: query.status }, signal),
    registrations.all({ user_id: account().id }, signal),
    manages() ? takenSeats(signal) : null,
  ]);
  return { ...page, rows: page.rows.map(row => ({ ...row, own: ownOf(own, row.id), taken: taken && (taken.get(row.id) ?? 0) })) };
}

const isIn = row => Boolean(row.own && row.own.status !== 'CANCELLED');

function State({ row }) {
  if (row.status === 'DRAFT') return html`<${Status} noun="training" value="DRAFT" />`;
  return row.own ? html`<${Status} noun="registration" value=${row.own.status} />` : html`<span class="muted">${t('training.not_registered')}</span>`;
}

const columns = [
  { label: 'training.title', main: true, cell: row => html`<a href=${at.training(row.id)}>${row.title}</a>` },
  { label: 'training.state', status: true, narrow: true, cell: row => html`<${State} row=${row} />` },
  { label: 'training.kind', cell: row => html`${categoryWord(row.category)}<span class="hint">${levelWord(row.level)}</span>` },
  { label: 'training.duration', fact: true, narrow: true, cell: row => duration(row.minutes) },
  { label: 'training.credits', narrow: true, align: 'end', cell: row => number(row.credits) },
  { label: 'training.seats_title', fact: true, narrow: true, cell: row => seatWord(row.seats, row.taken) },
];

const filters = () => [
  { name: 'category', label: 'training.category', options: categoryOptions() },
  { name: 'level', label: 'training.level', options: levelOptions() },
  ...(manages() ? [{ name: 'status', label: 'training.state', options: ['PUBLISHED', 'DRAFT'].map(value => ({ value, label: status('training', value).word })) }] : []),
];

export default function Catalogue({ data, query }) {
  const part = useTakingPart();
  const actions = [
    {
      label: 'training.register', icon: 'plus', when: row => row.status === 'PUBLISHED' && !isIn(row),
      why: row => (row.taken !== null && row.taken >= row.seats ? t('training.full') : null), run: row => part.register(row, data.reload),
    },
    { label: 'training.cancel', danger: true, when: row => row.own?.status === 'REGISTERED', run: row => part.cancel(row, row.own, data.reload) },
  ];
  const create = manages() && html`<${ButtonLink} kind="primary" icon="plus" href=${at.create}>${t('training.new')}<//>`;
  return html`<${Page} title=${t(title)} count=${data.value?.total} actions=${create}>
    <${Refused} words=${part.failure} />
    <${DataTable} caption=${t(title)} rows=${data} columns=${columns} query=${query} filters=${filters()} search=${{ name: 'search', label: 'training.search' }}
      actions=${actions} empty="training.empty" emptyAction=${create} />
  <//>`;
}
