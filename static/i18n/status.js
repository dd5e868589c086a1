// Every state of every noun: its word and its tone. Pages add nothing; a state without a line shows as it came.
import { t } from './text.js';

const states = {
  job: {
    waiting: () => [t('status.job.waiting'), 'info'],
    running: () => [t('status.job.running'), 'info'],
    done: () => [t('status.job.done'), 'ok'],
    dead: () => [t('status.job.dead'), 'danger'],
  },
  account: {
    active: () => [t('status.account.active'), 'ok'],
    inactive: () => [t('status.account.inactive'), 'muted'],
  },
  domain: {
    active: () => [t('status.domain.active'), 'ok'],
    inactive: () => [t('status.domain.inactive'), 'muted'],
    suspended: () => [t('status.domain.suspended'), 'warn'],
    none: () => [t('status.domain.none'), 'muted'],
  },
  email: {
    verified: () => [t('status.email.verified'), 'ok'],
    unverified: () => [t('status.email.unverified'), 'warn'],
    none: () => [t('status.email.none'), 'muted'],
  },
  token: {
    active: () => [t('status.token.active'), 'ok'],
    expired: () => [t('status.token.expired'), 'warn'],
  },
  service: {
    connected: () => [t('status.service.connected'), 'ok'],
    broken: () => [t('status.service.broken'), 'warn'],
    off: () => [t('status.service.off'), 'muted'],
  },
  identity: {
    joined: () => [t('status.identity.joined'), 'ok'],
    waiting: () => [t('status.identity.waiting'), 'info'],
    unconfirmed: () => [t('status.identity.unconfirmed'), 'warn'],
    deleted: () => [t('status.identity.deleted'), 'muted'],
  },
  factor: {
    on: () => [t('status.factor.on'), 'ok'],
    begun: () => [t('status.factor.begun'), 'warn'],
    off: () => [t('status.factor.off'), 'muted'],
  },
  visibility: {
    private: () => [t('status.visibility.private'), 'muted'],
    public: () => [t('status.visibility.public'), 'info'],
  },
  record: {
    active: () => [t('status.record.active'), 'ok'],
    deleted: () => [t('status.record.deleted'), 'danger'],
  },
  training: {
    DRAFT: () => [t('status.training.DRAFT'), 'muted'],
    PUBLISHED: () => [t('status.training.PUBLISHED'), 'ok'],
  },
  registration: {
    REGISTERED: () => [t('status.registration.REGISTERED'), 'info'],
    ATTENDED: () => [t('status.registration.ATTENDED'), 'ok'],
    COMPLETED: () => [t('status.registration.COMPLETED'), 'ok'],
    CANCELLED: () => [t('status.registration.CANCELLED'), 'muted'],
  },
  content: {
    on: () => [t('status.content.on'), 'ok'],
    off: () => [t('status.content.off'), 'muted'],
  },
  enrollment: {
    pending: () => [t('status.enrollment.pending'), 'info'],
    approved: () => [t('status.enrollment.approved'), 'ok'],
    rejected: () => [t('status.enrollment.rejected'), 'warn'],
  },
  application: {
    pending: () => [t('status.application.pending'), 'info'],
    approved: () => [t('status.application.approved'), 'ok'],
    rejected: () => [t('status.application.rejected'), 'warn'],
  },
  delivery: {
    waiting: () => [t('status.delivery.waiting'), 'info'],
    delivered: () => [t('status.delivery.delivered'), 'ok'],
    dead: () => [t('status.delivery.dead'), 'danger'],
    ended: () => [t('status.delivery.ended'), 'muted'],
  },
  session: {
    ready: () => [t('status.session.ready'), 'muted'],
    running: () => [t('status.session.running'), 'info'],
    done: () => [t('status.session.done'), 'ok'],
    over: () => [t('status.session.over'), 'warn'],
    archived: () => [t('status.session.archived'), 'muted'],
  },
  webhook: {
    on: () => [t('status.webhook.on'), 'ok'],
    off: () => [t('status.webhook.off'), 'muted'],
    gone: () => [t('status.webhook.gone'), 'warn'],
  },
};

export function status(noun, value) {
  const [word, tone] = states[noun]?.[value]?.() ?? [String(value ?? ''), 'muted'];
  return { word, tone };
}
