-- name: announce(event, body) -> many
-- One delivery for each endpoint that chose the event.
insert into webhook_deliveries (endpoint_id, event, body)
select id, $1, $2
  from webhook_endpoints
 where is_active and removed_at is null and $1 = any (events)
 order by id
returning endpoint_id;

-- name: insert(name, url, events, account_id) -> value
-- An endpoint that waits for its secret, which is sealed for its id.
insert into webhook_endpoints (name, url, events, created_by, sealed_secret) values ($1, $2, $3, $4, '') returning id;

-- name: put_secret(id, sealed_secret, overlap_seconds) -> run
-- The secret; the one before signs too for so long.
update webhook_endpoints
   set sealed_old_secret = nullif(sealed_secret, ''),
       old_secret_until = case when sealed_secret <> '' then now() + make_interval(secs => $3::float8) end,
       sealed_secret = $2, updated_at = now()
 where id = $1;

-- name: lock(id) -> one
-- The endpoint, held; deliveries are taken after it.
select id, setting_name, name, url, events, is_active, removed_at is not null as is_removed
  from webhook_endpoints
 where id = $1
   for no key update;

-- name: change(id, name, url, events) -> run
-- What is null stays.
update webhook_endpoints
   set name = coalesce($2, name), url = coalesce($3, url), events = coalesce($4::text[], events), updated_at = now()
 where id = $1;

-- name: switch_on(id) -> run
update webhook_endpoints set is_active = true, off_reason = null, off_at = null, updated_at = now() where id = $1 and not is_active;

-- name: switch_off(id, reason) -> run
update webhook_endpoints set is_active = false, off_reason = $2, off_at = now(), updated_at = now() where id = $1 and is_active;

-- name: remove(id) -> run
-- Out of every list, and its secrets are forgotten.
update webhook_endpoints
   set removed_at = now(), sealed_secret = null, sealed_old_secret = null, old_secret_until = null, updated_at = now()
 where id = $1;

-- name: end_waiting(id) -> run
-- Nothing of what waits for this endpoint is sent any more.
update webhook_deliveries set state = 'ended', finished_at = now() where endpoint_id = $1 and state = 'waiting';

-- name: put_setting(name, url, events) -> run
-- An endpoint of the settings. One that came back, or leads elsewhere now, is switched on again.
insert into webhook_endpoints as e (setting_name, name, url, events) values ($1, $1, $2, $3)
on conflict (setting_name) do update
   set url = excluded.url, events = excluded.events, removed_at = null, updated_at = now(),
       is_active = e.is_active or e.removed_at is not null or e.url <> excluded.url,
       off_reason = case when e.removed_at is null and e.url = excluded.url then e.off_reason end,
       off_at = case when e.removed_at is null and e.url = excluded.url then e.off_at end
 where e.removed_at is not null or (e.url, e.events) is distinct from (excluded.url, excluded.events);

-- name: list_unset(names) -> many
-- Endpoints that the settings had and have no more; without settings the comparison alone would hold for those of the app too.
select id from webhook_endpoints
 where setting_name is not null and setting_name <> all ($1::text[]) and removed_at is null
 order by id
   for no key update;

-- name: list(offset, limit) -> many
-- Endpoints with how many deliveries wait, the first made first.
select e.id, e.name, e.url, e.events, e.is_active, e.off_reason, e.off_at, e.setting_name is not null as is_setting,
       case when e.old_secret_until > now() then e.old_secret_until end as old_secret_until, e.created_at, e.updated_at,
       (select count(*) from webhook_deliveries d where d.endpoint_id = e.id and d.state = 'waiting') as waiting
  from webhook_endpoints e
 where e.removed_at is null
 order by e.id
offset $1 limit $2;

-- name: count() -> value
select count(*) from webhook_endpoints where removed_at is null;

-- name: get(id) -> one
-- An endpoint as the list has it.
select e.id, e.name, e.url, e.events, e.is_active, e.off_reason, e.off_at, e.setting_name is not null as is_setting,
       case when e.old_secret_until > now() then e.old_secret_until end as old_secret_until, e.created_at, e.updated_at,
       (select count(*) from webhook_deliveries d where d.endpoint_id = e.id and d.state = 'waiting') as waiting
  from webhook_endpoints e
 where e.id = $1 and e.removed_at is null;

-- name: insert_delivery(endpoint_id, event, body) -> value
insert into webhook_deliveries (endpoint_id, event, body) values ($1, $2, $3) returning id;

-- name: list_deliveries(state, event, endpoint_id, offset, limit) -> many
-- The delivery log, newest first, each with its last attempt; every filter may be null.
select d.id, d.endpoint_id, e.name as endpoint_name, d.message_id, d.event, d.state, d.attempts, d.created_at, d.finished_at,
       case when d.state = 'waiting' then d.due_at end as due_at, a.ended_at as attempted_at, a.status, a.reason, a.seconds
  from webhook_deliveries d
  join webhook_endpoints e on e.id = d.endpoint_id
  left join webhook_attempts a on a.delivery_id = d.id and a.attempt = d.attempts
 where ($1::text is null or d.state = $1) and ($2::text is null or d.event = $2) and ($3::bigint is null or d.endpoint_id = $3)
 order by d.id desc
offset $4 limit $5;

-- name: count_deliveries(state, event, endpoint_id) -> value
select count(*) from webhook_deliveries
 where ($1::text is null or state = $1) and ($2::text is null or event = $2) and ($3::bigint is null or endpoint_id = $3);

-- name: get_delivery(id) -> one
-- One delivery as the log has it, with its body.
select d.id, d.endpoint_id, e.name as endpoint_name, d.message_id, d.event, d.state, d.attempts, d.created_at, d.finished_at, d.body,
       case when d.state = 'waiting' then d.due_at end as due_at, a.ended_at as attempted_at, a.status, a.reason, a.seconds
  from webhook_deliveries d
  join webhook_endpoints e on e.id = d.endpoint_id
  left join webhook_attempts a on a.delivery_id = d.id and a.attempt = d.attempts
 where d.id = $1;

-- name: list_attempts(delivery_id) -> many
select attempt, ended_at as attempted_at, status, reason, seconds from webhook_attempts where delivery_id = $1 order by attempt;

-- name: replay(id) -> run
-- The same message anew, at once; one that waits need not wait longer.
update webhook_deliveries
   set state = 'waiting', due_at = now(), finished_at = null, tries = case when state = 'waiting' then tries else 0 end
 where id = $1;

-- Sending

-- name: take(id, job_id) -> run
-- This job sends to the endpoint, unless another one that runs does. The row is held already, so what is seen is true.
update webhook_endpoints e set served_by = $2
 where e.id = $1
   and (e.served_by is null or e.served_by = $2 or not exists (select from jobs j where j.id = e.served_by and j.state = 'running'));

-- name: leave(id, job_id) -> run
update webhook_endpoints set served_by = null where id = $1 and served_by = $2;

-- name: list_due(endpoint_id, limit) -> many
select id from webhook_deliveries
 where endpoint_id = $1 and state = 'waiting' and due_at <= clock_timestamp()
 order by due_at, id
 limit $2;

-- name: next_due(endpoint_id) -> value
-- Seconds until the next delivery to the endpoint is due; null when none waits.
select extract(epoch from min(due_at) - clock_timestamp())::float8 from webhook_deliveries where endpoint_id = $1 and state = 'waiting';

-- name: get_to_send(id) -> one
-- What is sent, if it still is to be sent, with the secrets that count now.
select d.id, d.endpoint_id, d.message_id, d.event, d.body, e.url, e.setting_name, e.sealed_secret,
       case when e.old_secret_until > now() then e.sealed_old_secret end as sealed_old_secret
  from webhook_deliveries d
  join webhook_endpoints e on e.id = d.endpoint_id
 where d.id = $1 and d.state = 'waiting' and e.is_active and e.removed_at is null;

-- name: note_attempt(id, status, reason, seconds) -> value
-- How an attempt ended; how many there were since the delivery began or was sent again.
with noted as (
    update webhook_deliveries set attempts = attempts + 1, tries = tries + 1 where id = $1 returning id, attempts, tries
), attempt as (
    insert into webhook_attempts (delivery_id, attempt, status, reason, seconds) select id, attempts, $2, $3, $4 from noted
)
select tries from noted;

-- name: deliver(id) -> run
-- It arrived, also where it was ended meanwhile.
update webhook_deliveries set state = 'delivered', finished_at = now() where id = $1 and state <> 'delivered';

-- name: bury(id) -> run
update webhook_deliveries set state = 'dead', finished_at = now() where id = $1 and state = 'waiting';

-- name: postpone(id, delay_seconds) -> run
update webhook_deliveries set due_at = clock_timestamp() + make_interval(secs => $2::float8) where id = $1 and state = 'waiting';

-- Sweeping

-- name: delete_over(keep_seconds, limit) -> run
-- Forgets deliveries that are over and old enough.
delete from webhook_deliveries
 where id in (select id from webhook_deliveries
               where state <> 'waiting' and created_at < now() - make_interval(secs => $1::float8)
               order by created_at limit $2);

-- name: delete_removed() -> run
-- Endpoints that were removed, as soon as nothing of theirs is in the log.
delete from webhook_endpoints e
 where e.removed_at is not null and not exists (select from webhook_deliveries d where d.endpoint_id = e.id);

-- name: forget_old_secrets() -> run
update webhook_endpoints set sealed_old_secret = null, old_secret_until = null where old_secret_until <= now();

-- name: list_overdue(late_seconds) -> many
-- Endpoints with deliveries that nobody came for.
select distinct endpoint_id from webhook_deliveries
 where state = 'waiting' and due_at < now() - make_interval(secs => $1::float8)
 order by endpoint_id;
