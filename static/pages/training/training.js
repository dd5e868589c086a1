// One training: what it is, taking part, feedback; for managers its participants and its state.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import * as people from '../../api/app/training-people.js';
import * as registrations from '../../api/kms/registrations.js';
import * as trainings from '../../api/kms/trainings.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Markdown } from '../../components/markdown.js';
import { Menu } from '../../components/menu.js';
import { Page, Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { stale } from '../../state/resource.js';
import { account } from '../../state/session.js';
import { duration } from './durations.js';
import { Participants } from './participants.js';
import { at, categoryWord, levelWord, manages } from './places.js';
import { seatWord, takes } from './seats.js';
import { Stars } from './stars.js';
import { ownOf, useTakingPart } from './taking-part.js';

export const title = 'training.one';

export async function load({ params, signal }) {
  const whose = manages() ? {} : { user_id: account().id };
  const [training, found] = await Promise.all([trainings.get(params.id, signal), registrations.all({ training_id: params.id, ...whose }, signal)]);
  const ids = [...new Set([training.instructorId, ...found.map(row => row.userId)])];
  const names = await people.names(manages() ? ids : [training.instructorId], signal);
  return { training, own: ownOf(found.filter(row => row.userId === account().id), training.id), registrations: manages() ? found : null, names };
}

/** What the person has to do with this training, and the one thing to do next. */
function Own({ training, own, full, done }) {
  const { failure, busy, ...part } = useTakingPart();
  const gives = training.instructorId === account().id; // whoever gives it seldom takes a seat
  const isIn = own && own.status !== 'CANCELLED';
  const took = own && ['ATTENDED', 'COMPLETED'].includes(own.status);
  if (training.status === 'DRAFT' && !isIn) return null;
  return html`<${Section} plain title=${t('training.taking_part')}>
    <${Refused} words=${failure} />
    <div class="row">
      ${own ? html`<${Status} noun="registration" value=${own.status} />` : html`<span class="muted">${t('training.not_registered')}</span>`}
      ${!isIn && html`<${Button} kind=${gives ? 'secondary' : 'primary'} busy=${busy} why=${full ? t('training.full') : null} onClick=${() => part.register(training, done)}>
        ${t(own ? 'training.register_again' : 'training.register')}<//>`}
      ${own?.status === 'REGISTERED' && html`<${Button} busy=${busy} onClick=${() => part.cancel(training, own, done)}>${t('training.cancel')}<//>`}
      ${!isIn && full && html`<span class="muted">${t('training.full')}</span>`}
    </div>
    ${took && html`<${Stars} label=${t('training.feedback_ask')} value=${own.score} busy=${busy} onValue=${score => part.rate(own, score, done)} />`}
  <//>`;
}

const TrainingFacts = ({ training, taken, names }) => html`<${Facts} label=${t('training.facts')} items=${[
  { label: t('training.category'), value: categoryWord(training.category) }, { label: t('training.level'), value: levelWord(training.level) },
  { label: t('training.duration'), value: duration(training.minutes) }, { label: t('training.credits'), value: number(training.credits) },
  { label: t('training.seats_title'), value: seatWord(training.seats, taken) },
  { label: t('training.instructor'), value: training.instructorId === account().id ? t('training.you') : names.get(training.instructorId) ?? null },
  { label: t('training.changed'), value: html`<${DateTime} value=${training.updatedAt} as="date" />` },
]} />`;

const crumbs = () => [{ href: at.trainings, label: t('training.catalogue') }];

function About({ training, own, full, reload }) {
  const text = training.description ? html`<${Markdown} text=${training.description} />` : html`<p class="muted">${t('training.no_description')}</p>`;
  return html`<${Own} training=${training} own=${own} full=${full} done=${reload} />
    <${Section} plain title=${t('training.description')}>${text}<//>`;
}

/** The manager's actions on the whole training. */
function Actions({ training, data, attempt, busy }) {
  const { title: name } = training;
  const changed = fresh => {
    stale('/app/training/');
    data.put({ ...data.value, training: { ...training, ...fresh, createdAt: training.createdAt } });
    toast(t(fresh.status === 'PUBLISHED' ? 'training.published_said' : 'training.drafted_said', { title: name }));
  };
  const removed = () => {
    stale('/app/training/');
    toast(t('training.deleted_said', { title: name }));
    go(at.trainings);
  };
  const set = status => attempt(() => trainings.update(training.id, { status }), changed);
  const remove = async () => {
    if (!(await confirm({ title: t('training.delete_title', { title: name }), text: t('training.delete_text'), verb: t('training.delete'), danger: true }))) return;
    await attempt(() => trainings.remove(training.id), removed);
  };
  const items = [
    training.status === 'PUBLISHED' && { label: t('training.to_draft'), icon: 'pause', run: () => set('DRAFT') },
    { label: t('training.delete'), icon: 'trash', danger: true, run: remove },
  ].filter(Boolean);
  return html`${training.status === 'DRAFT' && html`<${Button} kind="primary" busy=${busy} onClick=${() => set('PUBLISHED')}>${t('training.publish')}<//>`}
    <${ButtonLink} icon="edit" href=${at.edit(training.id)}>${t('training.edit')}<//>
    <${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${items} />`;
}

function Content({ data, query }) {
  const { training, own, registrations: found, names } = data.value;
  const [attempt, { failure, busy }] = useAttempt();
  const taken = found && found.filter(takes).length;
  const full = found !== null && taken >= training.seats;
  const open = found && query.tab === 'participants' ? 'participants' : 'about';
  const put = rows => data.put({ ...data.value, registrations: rows, own: ownOf(rows.filter(row => row.userId === account().id), training.id) });
  const about = html`<${About} training=${training} own=${own} full=${full} reload=${data.reload} />`;
  const facts = open === 'about' ? html`<${TrainingFacts} training=${training} taken=${taken} names=${names} />` : null;
  if (!found) return html`<${Page} title=${training.title} crumbs=${crumbs()} facts=${facts}><div class="stack">${about}</div><//>`;
  const status = html`<${Status} noun="training" value=${training.status} />`;
  const actions = html`<${Actions} training=${training} data=${data} attempt=${attempt} busy=${busy} />`;
  const tabs = [{ id: 'about', label: t('training.about') }, { id: 'participants', label: t('training.participants'), count: taken }];
  return html`<${Page} title=${training.title} crumbs=${crumbs()} status=${status} actions=${actions} facts=${facts}>
    <${Refused} words=${failure} />
    <${Tabs} label=${t(title)} open=${open} tabs=${tabs}>
      <div class="stack" key=${open}>${open === 'about' ? about : html`<${Participants} training=${training} rows=${found} names=${names} query=${query} put=${put} />`}</div><//>
  <//>`;
}

export default function Training({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbs()}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} />`;
}
