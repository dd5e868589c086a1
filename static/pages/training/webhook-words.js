// Events, and why an attempt failed, in words.
import { t } from '../../i18n/text.js';

const events = {
  'user.registered': 'webhooks.event.user_registered', 'training.created': 'webhooks.event.training_created', 'registration.completed': 'webhooks.event.registration_completed', 'webhook.test': 'webhooks.event.test',
};
const reasons = {
  timeout: 'webhooks.reason.timeout', unreachable: 'webhooks.reason.unreachable', tls: 'webhooks.reason.tls', protocol: 'webhooks.reason.protocol', too_large: 'webhooks.reason.too_large', encoded: 'webhooks.reason.encoded',
  address: 'webhooks.reason.address', scheme: 'webhooks.reason.scheme', credentials: 'webhooks.reason.credentials', url: 'webhooks.reason.url', secret: 'webhooks.reason.secret',
};

export const eventWord = event => (events[event] ? t(events[event]) : event);
export const eventNames = Object.keys(events);

/** What came of an attempt: "HTTP 500", or why there was no answer. */
export const answerWord = attempt => (attempt.status ? t('webhooks.answered', { status: String(attempt.status) }) : reasons[attempt.reason] ? t(reasons[attempt.reason]) : attempt.reason ?? '–');
export const stateOf = hook => (hook.isActive ? 'on' : hook.isGone ? 'gone' : 'off');
