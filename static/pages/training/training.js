// One training: what it is, taking part, feedback; for managers its participants and its state.
import { html, useEffect, useState } from '../../vendor/ui.js';
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
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Tabs } from '../../components/tabs.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import { stale } from '../../state/resource.js';
import { account } from '../../state/session.js';
import { duration } from './durations.js';
import { Participants } from './participants.js';
import { at, categoryWord, levelWord, manages } from './places.js';
import { seatWord, takes } from './seats.js';
import { Stars } from './stars.js';
import { cancel, ownOf, rate, register } from './taking-part.js';

export const title = 'training.one';

export async function load({ params, signal }) {
  const [training, found] = await Promise.all([trainings.get(params.id, signal), registrations.all({ training_id: params.id, ...(!manages() && { user_id: account().id }) }, signal)]);
  const ids = [...new Set([training.instructorId, ...found.map(row => row.userId)])];
  const names = await people.names(manages() ? ids : [training.instructorId], signal);
  return { training, own: ownOf(found.filter(row => row.userId === account().id), training.id), registrations: manages() ? found : null, names };
}

/** What the person has to do with this training, and the one thing to do next. */
function Own({ training, own, full, fail, done }) {
  const [busy, setBusy] = useState(false);
  const run = async work => { setBusy(true); const answer = await work(); setBusy(false); if (answer) done(); return answer; };
  const isIn = own && own.status !== 'CANCELLED';
  const took = own && ['ATTENDED', 'COMPLETED'].includes(own.status);
  if (training.status === 'DRAFT' && !isIn) return null;
  return html`<${Section} plain title=${t('training.taking_part')}>
    <div class="row">
      ${own ? html`<${Status} noun="registration" value=${own.status} />` : html`<span class="muted">${t('training.not_registered')}</span>`}
      ${!isIn && html`<${Button} kind="primary" busy=${busy} why=${full ? t('training.full') : null} onClick=${() => run(() => register(training, fail))}>${t(own ? 'training.register_again' : 'training.register')}<//>`}
      ${own?.status === 'REGISTERED' && html`<${Button} busy=${busy} onClick=${() => run(() => cancel(training, own, fail))}>${t('training.cancel')}<//>`}
      ${!isIn && full && html`<span class="muted">${t('training.full')}</span>`}
    </div>
    ${took && html`<${Stars} label=${t('training.feedback_ask')} value=${own.score} busy=${busy} onValue=${score => run(() => rate(own, score, fail))} />`}
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

function About({ training, own, full, fail, reload }) {
  return html`<${Own} training=${training} own=${own} full=${full} fail=${fail} done=${reload} />
    <${Section} plain title=${t('training.description')}>${training.description ? html`<${Markdown} text=${training.description} />` : html`<p class="muted">${t('training.no_description')}</p>`}<//>`;
}

/** The manager's actions on the whole training. */
function Actions({ training, data, fail }) {
  const attempt = async work => {
    fail(null);
    try { return await work(); } catch (error) { if (!error.failure) throw error; fail(describe(error.failure)); return null; }
  };
  const set = status => attempt(async () => {
    const changed = await trainings.update(training.id, { status });
    stale('/app/training/');
    data.put({ ...data.value, training: { ...training, ...changed, createdAt: training.createdAt } });
    toast(t(status === 'PUBLISHED' ? 'training.published_said' : 'training.drafted_said', { title: training.title }));
  });
  const remove = async () => {
    if (!(await confirm({ title: t('training.delete_title', { title: training.title }), text: t('training.delete_text'), verb: t('training.delete'), danger: true }))) return;
    await attempt(async () => { await trainings.remove(training.id); stale('/app/training/'); toast(t('training.deleted_said', { title: training.title })); go(at.trainings); });
  };
  const items = [
    training.status === 'PUBLISHED' && { label: t('training.to_draft'), icon: 'pause', run: () => set('DRAFT') },
    { label: t('training.delete'), icon: 'trash', danger: true, run: remove },
  ].filter(Boolean);
  return html`${training.status === 'DRAFT' && html`<${Button} kind="primary" onClick=${() => set('PUBLISHED')}>${t('training.publish')}<//>`}
    <${ButtonLink} icon="edit" href=${at.edit(training.id)}>${t('training.edit')}<//>
    <${Menu} kind="secondary" icon="more" label=${t('components.table.actions')} items=${items} />`;
}

function Content({ data, query }) {
  const { training, own, registrations: found, names } = data.value;
  const [failure, fail] = useState(null);
  const taken = found && found.filter(takes).length;
  const full = found !== null && taken >= training.seats;
  const open = found && query.tab === 'participants' ? 'participants' : 'about';
  useEffect(() => { fail(null); }, [open]);
  const put = rows => data.put({ ...data.value, registrations: rows, own: ownOf(rows.filter(row => row.userId === account().id), training.id) });
  const about = html`<${About} training=${training} own=${own} full=${full} fail=${fail} reload=${data.reload} />`;
  return html`<${Page} title=${training.title} crumbs=${crumbs()} status=${found && html`<${Status} noun="training" value=${training.status} />`} actions=${found && html`<${Actions} training=${training} data=${data} fail=${fail} />`}
    facts=${open === 'about' ? html`<${TrainingFacts} training=${training} taken=${taken} names=${names} />` : null}>
    ${failure && html`<${Notice} tone="danger" role="alert" title=${failure.title}>${failure.text}<//>`}
    ${found ? html`<${Tabs} label=${t(title)} open=${open} tabs=${[{ id: 'about', label: t('training.about') }, { id: 'participants', label: t('training.participants'), count: taken }]}>
      <div class="stack" key=${open}>${open === 'about' ? about : html`<${Participants} training=${training} rows=${found} names=${names} query=${query} put=${put} />`}</div><//>` : html`<div class="stack">${about}</div>`}
  <//>`;
}

export default function Training({ data, query }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${crumbs()}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} query=${query} />`;
}
