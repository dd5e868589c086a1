// How the server is, for administrators of everything: said in words, also when all is well.
import { html } from '../../vendor/ui.js';
import { bytes, percent, t } from '../../i18n/text.js';
import { Facts } from '../../components/facts.js';
import { Tag } from '../../components/status.js';
import { sendsMail } from '../../state/session.js';

const good = words => html`<${Tag} tone="ok">${words}<//>`;
const bad = (words, tone = 'danger') => html`<${Tag} tone=${tone}>${words}<//>`;

export function Health({ system: { disk, deadJobs, lateJobs, objectStore } }) {
  const failed = deadJobs.reduce((sum, row) => sum + row.jobs, 0);
  const used = (disk.total - disk.free) / disk.total;
  return html`<section class="start-health" aria-labelledby="start-health"><h2 id="start-health">${t('start.server')}</h2>
    <${Facts} items=${[
      { label: t('start.server_jobs'), value: failed > 0 ? bad(t('start.server_jobs_failed', { count: failed })) : lateJobs > 0 ? bad(t('start.server_jobs_late', { count: lateJobs }), 'warn') : good(t('start.server_jobs_good')) },
      { label: t('start.server_mail'), value: sendsMail() ? good(t('start.server_mail_good')) : bad(t('start.server_mail_off'), 'warn') },
      { label: t('start.server_store'), value: objectStore && (objectStore === 'up' ? good(t('start.server_store_good')) : bad(t(objectStore === 'refuses' ? 'start.store_refuses' : 'start.store_away'))) },
      { label: t('start.server_files'), value: bytes(disk.used) },
      { label: t('start.server_disk'), value: t('start.server_disk_free', { free: bytes(disk.free), total: bytes(disk.total), share: percent(used) }) },
      { label: t('start.server_quota'), value: disk.quota ? t('start.server_quota_each', { size: bytes(disk.quota) }) : t('start.server_quota_none') },
    ]} /></section>`;
}
