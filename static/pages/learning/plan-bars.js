// What a plan has and what was used of it this month: figures and bars.
import { html } from '../../vendor/ui.js';
import { date, number, t } from '../../i18n/text.js';
import { Notice } from '../../components/notice.js';
import { Progress } from '../../components/progress.js';

const plans = { FREE: 'learning_admin.plan.FREE', PRO: 'learning_admin.plan.PRO', ENTERPRISE: 'learning_admin.plan.ENTERPRISE' };

export const planWord = value => (plans[value] ? t(plans[value]) : value);
export const planOptions = () => Object.keys(plans).map(value => ({ value, label: planWord(value) }));
export const usedWords = ({ used, limit }) => (limit === null ? number(used) : t('learning_admin.plan.of', { used, limit }));

const tone = ({ used, limit }) => (used >= limit ? 'danger' : used >= limit * 0.8 ? 'warn' : 'accent');

function Bar({ label, usage }) {
  if (usage.limit === null) {
    return html`<div class="progress-words"><span class="progress-label">${label}</span><span class="muted">${t('learning_admin.plan.unlimited', { used: usage.used })}</span></div>`;
  }
  return html`<${Progress} quiet label=${label} value=${Math.min(1, usage.limit ? usage.used / usage.limit : 1)} detail=${usedWords(usage)} tone=${tone(usage)} />`;
}

/** `plan` as learning-people.js makes it. */
export function PlanBars({ plan }) {
  const full = [plan.calls, plan.uploads].some(({ used, limit }) => limit !== null && used >= limit);
  return html`<div class="stack plan-bars">
    ${!plan.isCounted && html`<${Notice}>${t('learning_admin.plan.not_counted')}<//>`}
    ${plan.isCounted && full && html`<${Notice} tone="warn" title=${t('learning_admin.plan.full')}>${t('learning_admin.plan.full_text', { day: date(plan.resetsAt) })}<//>`}
    <${Bar} label=${t('learning_admin.plan.calls')} usage=${plan.calls} />
    <${Bar} label=${t('learning_admin.plan.uploads')} usage=${plan.uploads} />
    <p class="hint">${t('learning_admin.plan.resets', { day: date(plan.resetsAt) })}</p>
  </div>`;
}
