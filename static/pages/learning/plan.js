// One's own plan in learning: what it has and what was used this month.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as people from '../../api/app/learning-people.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Page } from '../../components/page.js';
import { at } from './edit-places.js';
import { manages } from './places.js';
import { PlanBars, planWord } from './plan-bars.js';

export const title = 'learning_admin.plan.own';

export const load = ({ signal }) => people.ownPlan(signal);

export default function Plan({ data }) {
  const crumbs = manages() && [{ href: at.plans, label: t('learning_admin.plans') }];
  return html`<${Page} title=${t(title)} width="editor" crumbs=${crumbs} lead=${t('learning_admin.plan.lead')}>
    <${Loaded} data=${data} height="14rem">${plan => html`
      <${Facts} label=${t('learning_admin.facts')} items=${[{ label: t('learning_admin.plan.plan'), value: planWord(plan.plan) }]} />
      <${PlanBars} plan=${plan} />
      <p class="muted">${t('learning_admin.plan.what_counts')}</p>`}<//>
  <//>`;
}
