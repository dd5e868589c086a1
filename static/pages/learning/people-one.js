// One person of learning: state, roles with their history, plan, names.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as people from '../../api/app/learning-people.js';
import * as users from '../../api/lms/users.js';
import { Button } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Select, TextArea, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page, Section } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { Status, Tag } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { account } from '../../state/session.js';
import { useDeeds } from './edit-deeds.js';
import { at } from './edit-places.js';
import { emailWords, roleOptions, roleWord, states } from './people-words.js';
import { PlanBars, planOptions, planWord } from './plan-bars.js';

export const title = 'learning_admin.people.one';

export async function load({ params, signal }) {
  const [user, roles, plan] = await Promise.all([users.get(params.id, signal), people.roles(params.id, signal), people.planOf(params.id, signal)]);
  return { user, roles, plan };
}

const changesOf = (start, values) => Object.fromEntries(Object.entries(values).filter(([name, value]) => value.trim() !== start[name]).map(([name, value]) => [name, value.trim()]));

function Names({ user, rights, saved }) {
  const start = { firstName: user.firstName, lastName: user.lastName, email: user.email ?? '', phone: user.phone, bio: user.bio };
  const form = useForm({
    start, draft: `learning person ${user.id}`, check: values => ({ email: start.email !== '' && !values.email.trim() && 'enter_email' }),
    send: values => users.update(user.id, changesOf(start, values)), done: saved,
  });
  return html`<${Section} title=${t('learning_admin.people.names')}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('learning_admin.save')} label=${t('learning_admin.people.names')}>
      <${TextField} ...${form.field('firstName', { label: t('learning_admin.people.first_name') })} autocomplete="off" maxlength="200" />
      <${TextField} ...${form.field('lastName', { label: t('learning_admin.people.last_name'), optional: true })} autocomplete="off" maxlength="200" />
      <${TextField} ...${form.field('email', { label: t('learning_admin.people.email'), hint: t(rights.email ? 'learning_admin.people.email_hint' : 'learning_admin.people.email_why') })}
        type="email" autocomplete="off" readonly=${!rights.email} />
      <${TextField} ...${form.field('phone', { label: t('learning_admin.people.phone'), optional: true })} type="tel" autocomplete="off" maxlength="50" />
      <${TextArea} ...${form.field('bio', { label: t('learning_admin.people.bio'), optional: true })} maxlength="10000" />
    <//><//>`;
}

function State({ user, deed, busy }) {
  const self = user.id === account()?.uuid;
  const set = async value => {
    const title = t(value === 'SUSPENDED' ? 'learning_admin.people.suspend_title' : 'learning_admin.people.off_title', { name: user.name });
    const question = { title, text: t('learning_admin.people.off_text'), verb: t('learning_admin.people.off_verb'), danger: true };
    if (value !== 'ACTIVE' && !(await confirm(question))) return;
    await deed(() => users.update(user.id, { status: value }), t('learning_admin.people.state_changed'));
  };
  const items = states.map(value => ({ label: status('domain', value.toLowerCase()).word, checked: value === user.status, run: () => set(value) }));
  return html`<${Section} title=${t('learning_admin.state')} lead=${t('learning_admin.people.state_lead')}>
    <div class="row"><${Status} noun="domain" value=${user.status.toLowerCase()} />
      ${self ? html`<span class="muted">${t('learning_admin.people.own_state')}</span>`
        : html`<${Menu} small kind="secondary" busy=${busy} label=${t('learning_admin.people.change_state')} items=${items}>${t('learning_admin.people.change')}<//>`}</div>
  <//>`;
}

function when(role) {
  const begin = html`<${DateTime} value=${role.from} as="date" />`;
  const end = role.until && html` – <${DateTime} value=${role.until} as="date" />`;
  if (new Date(role.from) > new Date()) return html`${t('learning_admin.people.begins')} ${begin}${end}`;
  return end ? html`${begin}${end}` : html`${t('learning_admin.people.from_day')} ${begin}`;
}

/** Counts now, or will; one that was ended before it began never does. */
const isLive = role => role.isEffective || (new Date(role.from) > new Date() && (!role.until || role.until > role.from));

/** Why a role cannot be taken here, or null. */
function whyNot(role, rights) {
  if (role.isOfEverything) return t('learning_admin.people.of_everything');
  return role.role === 'admin' && !rights.admin ? t('learning_admin.people.admin_why') : null;
}

function Role({ role, rights, end, busy }) {
  const live = isLive(role);
  const why = whyNot(role, rights);
  return html`<li class="file role-row">
    <span class="file-name">${roleWord(role.role)}
      <span class="hint">${when(role)}${role.by && html` · ${t('learning_admin.people.by', { name: role.by })}`}${live && why && html` · ${why}`}</span></span>
    ${role.isEffective ? html`<${Tag} tone="ok">${t('learning_admin.people.counts')}<//>`
      : live ? html`<${Tag} tone="info">${t('learning_admin.people.later')}<//>` : html`<${Tag}>${t('learning_admin.people.over')}<//>`}
    ${live && !why && html`<${Button} small kind="quiet danger" busy=${busy} label=${t('learning_admin.people.end_role_of', { role: roleWord(role.role) })}
      onClick=${() => end(role)}>${t('learning_admin.people.end_role')}<//>`}
  </li>`;
}

function Roles({ user, roles, said, deed, busy }) {
  const [ending, setEnding] = useState(null);
  const [adding, setAdding] = useState(false);
  const live = roles.rows.filter(isLive);
  const past = roles.rows.filter(role => !live.includes(role));
  const end = async role => {
    const title = t('learning_admin.people.end_role_title', { role: roleWord(role.role), name: user.name });
    if (!(await confirm({ title, text: t('learning_admin.people.end_role_text'), verb: t('learning_admin.people.end_role'), danger: true }))) return;
    setEnding(role.id);
    await deed(() => users.endRole(user.id, role.role.toUpperCase()), t('learning_admin.people.role_ended'));
  };
  const rows = found => html`<ul class="files">${found.map(role => html`
    <${Role} key=${role.id} role=${role} rights=${roles.rights} end=${end} busy=${busy && ending === role.id} />`)}</ul>`;
  return html`<${Section} title=${t('learning_admin.people.roles')}
    actions=${html`<${Button} small icon="plus" onClick=${() => setAdding(true)}>${t('learning_admin.people.give_role')}<//>`}>
    ${live.length ? rows(live) : html`<p class="muted">${t('learning_admin.people.no_roles')}</p>`}
    ${past.length > 0 && html`<details class="folded"><summary>${t('learning_admin.people.history', { count: past.length })}</summary>${rows(past)}</details>`}
    ${adding && html`<${GiveRole} user=${user} close=${() => setAdding(false)} given=${() => { setAdding(false); said(t('learning_admin.people.role_given')); }} />`}
  <//>`;
}

const instant = day => (day ? new Date(`${day}T00:00:00`).toISOString() : undefined);
/** The end of that day, as people mean it. */
const endOf = day => { if (!day) return undefined; const found = new Date(`${day}T00:00:00`); found.setDate(found.getDate() + 1); return found.toISOString(); };

function GiveRole({ user, close, given }) {
  const form = useForm({
    start: { role: 'MENTOR', from: '', until: '' }, names: users.names,
    check: values => ({ until: values.until && values.from && values.until < values.from && 'before_start' }),
    send: values => users.giveRole(user.id, { role: values.role, from: instant(values.from), until: endOf(values.until) }), done: given,
  });
  return html`<${Dialog} title=${t('learning_admin.people.give_role_to', { name: user.name })} onClose=${close}>
    <${Form} form=${form} submit=${t('learning_admin.people.give_role')} label=${t('learning_admin.people.give_role')}
      saved="" more=${html`<${Button} onClick=${close}>${t('components.cancel')}<//>`}>
      <${Select} ...${form.field('role', { label: t('learning_admin.people.role') })} options=${roleOptions()} />
      <div class="form-row">
        <${TextField} ...${form.field('from', { label: t('learning_admin.people.from'), hint: t('learning_admin.people.from_hint'), optional: true })} type="date" />
        <${TextField} ...${form.field('until', { label: t('learning_admin.people.until'), hint: t('learning_admin.people.until_hint'), optional: true })} type="date" />
      </div>
    <//><//>`;
}

function Plan({ user, plan, deed }) {
  const value = plan.isDefault ? '' : plan.plan;
  const set = name => deed(() => people.givePlan(user.id, name || null), t('learning_admin.plan.changed'));
  const options = [{ value: '', label: plan.isDefault ? t('learning_admin.plan.default_is', { plan: planWord(plan.plan) }) : t('learning_admin.plan.default') }, ...planOptions()];
  return html`<${Section} title=${t('learning_admin.plan.section')}>
    <div class="plan-bars"><${Select} label=${t('learning_admin.plan.plan')} value=${value} options=${options} onValue=${set} /></div>
    <${PlanBars} plan=${plan} />
  <//>`;
}

function Content({ value, data }) {
  const { user, roles, plan } = value;
  const { deed, busy, told } = useDeeds(data.reload);
  const said = words => { toast(words); data.reload(); };
  const facts = html`<${Facts} label=${t('learning_admin.facts')} items=${[
    { label: t('learning_admin.people.email'), value: emailWords(user.email) },
    { label: t('learning_admin.people.since'), value: html`<${DateTime} value=${user.createdAt} as="date" />` },
    { label: t('learning_admin.people.changed'), value: html`<${DateTime} value=${user.updatedAt} as="ago" />` },
    { label: t('learning_admin.people.provider'), value: user.providerId && html`<code>${user.providerId}</code>` },
  ]} />`;
  return html`<${Page} title=${user.name} crumbs=${[{ href: at.people, label: t('learning_admin.people') }]}
    status=${html`<${Status} noun="domain" value=${user.status.toLowerCase()} />`} facts=${facts}>
    ${told}
    <${State} user=${user} deed=${deed} busy=${busy} />
    <${Roles} user=${user} roles=${roles} said=${said} deed=${deed} busy=${busy} />
    <${Plan} user=${user} plan=${plan} deed=${deed} />
    <${Names} key=${user.updatedAt} user=${user} rights=${roles.rights} saved=${() => said(t('learning_admin.saved_said'))} />
  <//>`;
}

export default function Person({ data }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${[{ href: at.people, label: t('learning_admin.people') }]}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} value=${data.value} data=${data} />`;
}
