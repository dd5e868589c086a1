// Start: where to go on, what to set up, and, for administrators, what needs them.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as jobs from '../../api/app/jobs.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Skeleton } from '../../components/skeleton.js';
import { allowed } from '../../navigation.js';
import { manages } from '../learning/places.js';
import { account, isAdmin, session } from '../../state/session.js';

export const title = 'start.title';
const failed = async signal => (isAdmin() ? (await jobs.list({ page: 1, state: 'dead' }, signal)).counts.dead : 0);

/** What waits in learning; its requests are fetched for those who decide only. */
async function undecided(signal) {
  if (!manages()) return 0;
  const { pending } = await (await import('../../api/app/learning.js')).mine(signal);
  return pending ? pending.enrollments + pending.applications : 0;
}

export async function load({ signal }) {
  const [dead, waiting] = await Promise.all([failed(signal), undecided(signal)]);
  return { dead, waiting };
}

const explained = {
  '/app/research/records': 'start.records',
  '/app/research/collections': 'start.collections',
  '/app/research/templates': 'start.templates',
  '/app/research/groups': 'start.groups',
  '/app/training/trainings': 'start.trainings',
  '/app/training/mine': 'start.my_trainings',
  '/app/training/numbers': 'start.training_numbers',
  '/app/training/people': 'start.training_people',
  '/app/training/webhooks': 'start.webhooks',
  '/app/learning/levels': 'start.courses',
  '/app/learning/mine': 'start.my_learning',
  '/app/learning/edit': 'start.learning_contents',
  '/app/learning/pending': 'start.learning_decisions',
  '/app/learning/people': 'start.learning_people',
  '/app/learning/plans': 'start.learning_plans',
  '/app/learning/plan': 'start.learning_plan',
  '/app/administration/accounts': 'start.accounts',
  '/app/administration/jobs': 'start.jobs',
};

function steps() {
  const person = account();
  return [
    !person.isEmailVerified && { href: '/app/settings', icon: 'mail', label: t('start.verify'), text: t('start.verify_text') },
    !session.value.hasSecondFactor && { href: '/app/settings/second-factor', icon: 'lock', label: t('start.factor'), text: t('start.factor_text') },
    { href: '/app/settings/tokens', icon: 'key', label: t('start.token'), text: t('start.token_text') },
  ].filter(Boolean);
}

const Line = ({ href, icon, label, text }) => html`
  <li><a class="start-link" href=${href}><${Icon} name=${icon} /><span><strong>${label}</strong>${text && html`<span class="hint">${text}</span>`}</span><${Icon} name="right" size=${18} /></a></li>`;

export default function Start({ data }) {
  const pages = allowed().flatMap(area => area.pages ?? []);
  const { dead = 0, waiting = 0 } = data.value ?? {};
  const head = t('start.welcome', { name: account().displayName });
  // What needs an administrator stands first: nothing is shown before it is known, so that nothing moves.
  if (data.value === undefined && !data.words) return html`<${Page} title=${head} width="editor"><div class="waiting">${data.slow && html`<${Skeleton} lines=${8} />`}</div><//>`;
  return html`<${Page} title=${head} width="editor">
    ${dead > 0 && html`<${Notice} tone="warn" title=${t('start.dead', { count: dead })} actions=${html`<a href="/app/administration/jobs?state=dead">${t('start.dead_show')}</a>`} />`}
    ${waiting > 0 && html`<${Notice} title=${t('start.undecided', { count: waiting })} actions=${html`<a href="/app/learning/pending">${t('start.undecided_show')}</a>`} />`}
    ${data.words && html`<${Notice} tone="warn" title=${data.words.title}>${data.words.text}<//>`}
    <${Section} plain title=${t('start.pages')}>${pages.length ? html`<ul class="start-links">${pages.map(page => html`<${Line} key=${page.href} href=${page.href} icon=${page.icon} label=${t(page.label)} text=${explained[page.href] && t(explained[page.href])} />`)}</ul>` : html`<p class="muted">${t('start.nothing')}</p>`}<//>
    <${Section} plain title=${t('start.steps')}><ul class="start-links">${steps().map(step => html`<${Line} key=${step.href} ...${step} />`)}</ul><//>
  <//>`;
}
