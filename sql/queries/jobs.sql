-- name: claim(worker, kinds, limit, lease_seconds) -> many
-- The jobs that are due, oldest first, for this worker until its lease ends. Two workers never get the same one.
with due as materialized (
    select id from jobs
     where state in ('waiting', 'running') and due_at <= clock_timestamp() and kind = any ($2::text[])
     order by due_at, id
     limit $3
       for update skip locked
)
update jobs j
   set state = 'running', attempts = j.attempts + 1, claimed_by = $1, due_at = clock_timestamp() + make_interval(secs => $4::float8)
  from due
 where j.id = due.id
returning j.id, j.kind, j.key, j.payload::text as payload, j.sealed_payload, j.attempts;

-- name: extend(id, worker, attempts, lease_seconds) -> run
-- The claim holds longer; 0 when it was lost.
update jobs set due_at = clock_timestamp() + make_interval(secs => $4::float8)
 where id = $1 and claimed_by = $2 and attempts = $3 and state = 'running';

-- name: finish(id, worker, attempts) -> run
-- Done; what it carried is forgotten. 0 when the claim was lost.
update jobs set state = 'done', claimed_by = null, payload = '{}', sealed_payload = null, last_error = null, finished_at = clock_timestamp()
 where id = $1 and claimed_by = $2 and attempts = $3 and state = 'running';

-- name: postpone(id, worker, attempts, delay_seconds, error) -> value
-- Another attempt later; the state it has now (`done` when one of the same kind and key waits already), null when the
-- claim was lost.
update jobs j
   set state = case when n.is_superseded then 'done' else 'waiting' end, claimed_by = null, last_error = $5,
       due_at = clock_timestamp() + make_interval(secs => $4::float8),
       finished_at = case when n.is_superseded then clock_timestamp() end
  from (select exists (select from jobs o join jobs me on me.id = $1 and o.kind = me.kind and o.key = me.key
                        where o.state = 'waiting') as is_superseded) as n
 where j.id = $1 and j.claimed_by = $2 and j.attempts = $3 and j.state = 'running'
returning j.state;

-- name: release(id, worker, attempts) -> run
-- Given back unharmed by a worker that ends; the attempt does not count. 0 when the claim was lost.
update jobs set state = 'waiting', claimed_by = null, attempts = attempts - 1, due_at = clock_timestamp()
 where id = $1 and claimed_by = $2 and attempts = $3 and state = 'running';

-- name: bury(id, worker, attempts, error) -> run
-- No further attempt: an administrator retries or discards it. 0 when the claim was lost.
update jobs set state = 'dead', claimed_by = null, last_error = $4, finished_at = clock_timestamp()
 where id = $1 and claimed_by = $2 and attempts = $3 and state = 'running';

-- name: next_due(kinds) -> value
-- Seconds until the next job or schedule is due; null when there is none.
select extract(epoch from least(
           (select min(due_at) from jobs where state in ('waiting', 'running') and kind = any ($1::text[])),
           (select min(next_at) from job_schedules where kind = any ($1::text[]))
       ) - clock_timestamp())::float8;

-- name: declare_schedule(kind, every_seconds) -> run
-- A recurring kind; a shorter pause than before counts at once.
insert into job_schedules (kind, every_seconds, next_at) values ($1, $2::float8, now() + make_interval(secs => $2::float8))
on conflict (kind) do update
   set every_seconds = excluded.every_seconds, next_at = least(job_schedules.next_at, excluded.next_at)
 where job_schedules.every_seconds <> excluded.every_seconds;

-- name: tick(kinds) -> run
-- Puts the recurring jobs whose time has come, each once among all processes; none while its last one is not over.
with due as (
    update job_schedules set next_at = clock_timestamp() + make_interval(secs => every_seconds), last_at = clock_timestamp()
     where kind = any ($1::text[]) and next_at <= clock_timestamp()
    returning kind
)
insert into jobs (kind, key)
select kind, 'schedule' from due
 where not exists (select from jobs j where j.kind = due.kind and j.key = 'schedule' and j.state in ('waiting', 'running'))
on conflict (kind, key) where key is not null and state = 'waiting' do nothing;

-- name: delete_finished(keep_seconds) -> run
-- Forgets what was done long enough ago. Dead jobs stay until somebody decides.
delete from jobs where state = 'done' and finished_at < now() - make_interval(secs => $1::float8);

-- name: get(id) -> one
-- One job as the administration shows it: what it carries is not shown.
select id, kind, key, state, attempts, due_at, last_error, created_at, finished_at from jobs where id = $1;

-- name: list(state, kind, offset, limit) -> many
-- The administration's list, newest first; each filter may be null.
select id, kind, key, state, attempts, due_at, last_error, created_at, finished_at
  from jobs
 where ($1::text is null or state = $1) and ($2::text is null or kind = $2)
 order by id desc
offset $3 limit $4;

-- name: count(state, kind) -> value
select count(*) from jobs where ($1::text is null or state = $1) and ($2::text is null or kind = $2);

-- name: list_open(kind, offset, limit) -> many
-- What failed, then what runs or waits, each newest first; routine that comes by itself only where it failed.
select id, kind, key, state, attempts, due_at, last_error, created_at, finished_at
  from jobs
 where state in ('waiting', 'running', 'dead') and (key is distinct from 'schedule' or state = 'dead') and ($1::text is null or kind = $1)
 order by state = 'dead' desc, id desc
offset $2 limit $3;

-- name: count_open(kind) -> value
select count(*)
  from jobs
 where state in ('waiting', 'running', 'dead') and (key is distinct from 'schedule' or state = 'dead') and ($1::text is null or kind = $1);

-- name: count_by_state() -> many
-- For the administration's summary and for operators; jobs waiting longer than a minute past their time are late.
select state, kind, count(*) as jobs, count(*) filter (where state = 'waiting' and due_at < now() - interval '1 minute') as late
  from jobs
 group by state, kind
 order by state, kind;
