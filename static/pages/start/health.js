// How the server is, for administrators of everything: said in words, also when all is well.
import { html } from '../../vendor/ui.js';
import { bytes, percent, plural, t } from '../../i18n/text.js';
import { Facts } from '../../components/facts.js';
import { Tag } from '../../components/status.js';
import { sendsMail } from '../../state/session.js';

const good = words => html`<${Tag} tone="ok">${words}<//>`;
const bad = (words, tone = 'danger') => html`<${Tag} tone=${tone}>${words}<//>`;

function jobs({ deadJobs, lateJobs }) {
  const failed = deadJobs.reduce((sum, row) => sum + row.jobs, 0);
  if (failed > 0) return bad(plural('start.server_jobs_failed', failed));
  return lateJobs > 0 ? bad(plural('start.server_jobs_late', lateJobs), 'warn') : good(t('start.server_jobs_good'));
}

function webhooks(deliveries) {
  const failed = deliveries.reduce((sum, row) => sum + row.failed, 0);
  if (failed > 0) return bad(plural('start.server_webhooks_failed', failed));
  return deliveries.length > 0 ? bad(t('start.server_webhooks_gone'), 'warn') : good(t('start.server_webhooks_good'));
}

const mails = () => (sendsMail() ? good(t('start.server_mail_good')) : html`${bad(t('start.server_mail_off'), 'warn')}<span class="hint">${t('start.server_mail_text')}</span>`);

const store = state => (state === 'up' ? good(t('start.server_store_good')) : bad(t(state === 'refuses' ? 'start.store_refuses' : 'start.store_away')));

/** `deliveries`: receivers of webhooks that need somebody, or null where trainings are not this person's. */
export function Health({ system, deliveries }) {
  const { disk, objectStore } = system;
  const share = percent((disk.total - disk.free) / disk.total);
  return html`<section class="start-health" aria-labelledby="start-health">
    <header class="start-head"><h2 id="start-health">${t('start.server')}</h2><a href="/app/administration/jobs">${t('start.server_jobs_all')}</a></header>
    <${Facts} items=${[
      { label: t('start.server_jobs'), value: jobs(system) },
      { label: t('start.server_webhooks'), value: deliveries && webhooks(deliveries) },
      { label: t('start.server_mail'), value: mails() },
      { label: t('start.server_store'), value: objectStore && store(objectStore) },
      { label: t('start.server_files'), value: bytes(disk.used) },
      { label: t('start.server_disk'), value: t('start.server_disk_free', { free: bytes(disk.free), total: bytes(disk.total), share }) },
      { label: t('start.server_quota'), value: disk.quota ? t('start.server_quota_each', { size: bytes(disk.quota) }) : t('start.server_quota_none') },
    ]} /></section>`;
}
