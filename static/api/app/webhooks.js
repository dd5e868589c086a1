// Webhooks: who is told of what happens in trainings, and what was sent. docs/api/app.md §13.
import { appApi } from '../request.js';
import { pageOf } from './page.js';

const webhook = found => ({
  id: found.id, name: found.name, url: found.url, events: found.events, isActive: found.is_active, isGone: found.off_reason === 'gone', offAt: found.off_at, isSetting: found.is_setting,
  oldSecretUntil: found.old_secret_until, waiting: found.waiting, createdAt: found.created_at,
});
const attempt = found => ({ at: found.at, status: found.status, reason: found.reason, seconds: found.seconds });
const delivery = found => ({
  id: found.id, webhook: found.webhook, messageId: found.message_id, event: found.event, state: found.state, attempts: found.attempts, dueAt: found.due_at, createdAt: found.created_at,
  finishedAt: found.finished_at, last: found.last_attempt && attempt(found.last_attempt),
});
const whole = found => ({ ...delivery(found), body: found.body, log: found.log.map(attempt) });
const withSecret = answer => ({ secret: answer.secret, webhook: webhook(answer) });

export const events = ['user.registered', 'training.created', 'registration.completed'];

export const list = async ({ page }, signal) => pageOf(await appApi.get('/webhooks', { query: { page }, signal }), webhook);
export const get = async (id, signal) => webhook(await appApi.get(`/webhooks/${id}`, { signal }));

/** Resolves to { secret, webhook }; the secret is shown this once. */
export const create = async ({ name, url, events: chosen }) => withSecret(await appApi.post('/webhooks', { body: { name, url, events: chosen } }));
export const renewSecret = async id => withSecret(await appApi.post(`/webhooks/${id}/secret`));
export const update = async (id, { isActive, ...values }) => webhook(await appApi.patch(`/webhooks/${id}`, { body: { ...values, ...(isActive !== undefined && { is_active: isActive }) } }));
export const remove = id => appApi.remove(`/webhooks/${id}`);
export const test = async id => whole(await appApi.post(`/webhooks/${id}/test`));

/** Filters: state, event, webhook_id. */
export const deliveries = async ({ page, ...filters }, signal) => pageOf(await appApi.get('/webhooks/deliveries', { query: { page, ...filters }, signal }), delivery);
export const getDelivery = async (id, signal) => whole(await appApi.get(`/webhooks/deliveries/${id}`, { signal }));
export const replay = async id => whole(await appApi.post(`/webhooks/deliveries/${id}/replay`));
