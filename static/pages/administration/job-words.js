// Kinds of background jobs in words; the server's name of a kind stands in the job's details.
import { t } from '../../i18n/text.js';

const keys = {
  assessment_trail_sweep: 'administration.jobs.of.assessment_trail_sweep',
  credentials_sweep: 'administration.jobs.of.credentials_sweep',
  credits_sweep: 'administration.jobs.of.credits_sweep',
  files_clean: 'administration.jobs.of.files_clean',
  files_hash: 'administration.jobs.of.files_hash',
  files_scrub: 'administration.jobs.of.files_scrub',
  files_sweep: 'administration.jobs.of.files_sweep',
  identities_sweep: 'administration.jobs.of.identities_sweep',
  jobs_sweep: 'administration.jobs.of.jobs_sweep',
  limits_sweep: 'administration.jobs.of.limits_sweep',
  mail_office: 'administration.jobs.of.mail_office',
  mail_send: 'administration.jobs.of.mail_send',
  objects_adopt: 'administration.jobs.of.objects_adopt',
  objects_copy: 'administration.jobs.of.objects_copy',
  objects_sweep: 'administration.jobs.of.objects_sweep',
  objects_upkeep: 'administration.jobs.of.objects_upkeep',
  plans_sweep: 'administration.jobs.of.plans_sweep',
  services_revoke: 'administration.jobs.of.services_revoke',
  services_sweep: 'administration.jobs.of.services_sweep',
  topic_files_clean: 'administration.jobs.of.topic_files_clean',
  topic_files_sweep: 'administration.jobs.of.topic_files_sweep',
  trash_expire: 'administration.jobs.of.trash_expire',
  trash_purge: 'administration.jobs.of.trash_purge',
  uploads_resume: 'administration.jobs.of.uploads_resume',
  webhook_send: 'administration.jobs.of.webhook_send',
  webhook_sweep: 'administration.jobs.of.webhook_sweep',
};

/** A kind that this version of the app does not know is shown as the server calls it. */
export const kindWord = kind => (keys[kind.replaceAll('.', '_')] ? t(keys[kind.replaceAll('.', '_')]) : kind);
