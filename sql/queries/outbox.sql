-- name: put(kind, key, payload, sealed_payload, delay_seconds) -> value
-- A job, in the caller's transaction; its id. Where one of the same kind and key waits already, that one takes the
-- new payload and the earlier time. Workers are woken when the transaction commits.
with made as (
    insert into jobs (kind, key, payload, sealed_payload, due_at)
    values ($1, $2, $3::text::jsonb, $4, now() + make_interval(secs => $5::float8))
    on conflict (kind, key) where key is not null and state = 'waiting'
    do update set payload = excluded.payload, sealed_payload = excluded.sealed_payload, due_at = least(jobs.due_at, excluded.due_at)
    returning id
)
select id from (select id, pg_notify('jobs', '') from made) as woken;

-- name: retry(id) -> value
-- A dead job starts anew, a waiting one need not wait longer; its kind, or null when it is neither.
with again as (
    update jobs
       set state = 'waiting', attempts = case when state = 'dead' then 0 else attempts end, due_at = now(), finished_at = null
     where id = $1 and state in ('dead', 'waiting')
    returning kind
)
select kind from (select kind, pg_notify('jobs', '') from again) as woken;

-- name: discard(id) -> value
-- A job that nobody is at work on goes; its kind, or null.
delete from jobs where id = $1 and state in ('dead', 'waiting') returning kind;
