-- name: count_call(account_id, most) -> one
-- One more call of this month, if `most` allows it; without a limit null. Calls at the same time wait for each other.
with counted as (
    insert into plan_usage as u (account_id, month, calls)
    values ($1, date_trunc('month', statement_timestamp() at time zone 'UTC')::date, 1)
    on conflict (account_id, month) do update set calls = u.calls + 1 where u.calls < $2
    returning u.calls
)
select exists (select from counted) as is_within,
       greatest((select calls from counted), $2,
                (select calls from plan_usage
                  where account_id = $1 and month = date_trunc('month', statement_timestamp() at time zone 'UTC')::date)) as used;

-- name: add_calls(account_ids, numbers, month) -> run
-- What accounts without a limit asked for since the last time. Sorted, so that two servers never wait for each other crosswise.
insert into plan_usage as u (account_id, month, calls)
select a.id, $3, given.number
  from unnest($1::bigint[], $2::bigint[]) as given (account_id, number)
  join accounts a on a.id = given.account_id
 order by a.id
on conflict (account_id, month) do update set calls = u.calls + excluded.calls;

-- name: reserve_upload(account_id, most) -> one
-- One more upload of this month, if `most` allows it (null: always); `id` is the reservation.
with counted as (
    insert into plan_usage as u (account_id, month, uploads)
    values ($1, date_trunc('month', statement_timestamp() at time zone 'UTC')::date, 1)
    on conflict (account_id, month) do update set uploads = u.uploads + 1 where $2::bigint is null or u.uploads < $2
    returning u.month, u.uploads
), held as (
    insert into plan_reservations (account_id, month) select $1, counted.month from counted returning id
)
select (select id from held) as id,
       greatest((select uploads from counted), $2,
                (select uploads from plan_usage
                  where account_id = $1 and month = date_trunc('month', statement_timestamp() at time zone 'UTC')::date)) as used;

-- name: keep_upload(id, account_id) -> run
-- The file is there. An upload that took so long that its reservation was given back counts in the month in which it ends.
with held as (
    delete from plan_reservations where id = $1 returning id
)
insert into plan_usage as u (account_id, month, uploads)
select $2, date_trunc('month', statement_timestamp() at time zone 'UTC')::date, 1
 where not exists (select from held)
on conflict (account_id, month) do update set uploads = u.uploads + 1;

-- name: give_back(id) -> run
-- The upload failed. Nothing where it was kept.
with gone as (
    delete from plan_reservations where id = $1 returning account_id, month
)
update plan_usage u set uploads = u.uploads - 1
  from gone
 where u.account_id = gone.account_id and u.month = gone.month;

-- name: give_back_old(seconds) -> run
-- Reservations of uploads that nobody ended: their process died.
with gone as (
    delete from plan_reservations where reserved_at < now() - make_interval(secs => $1::float8) returning account_id, month
)
update plan_usage u set uploads = u.uploads - lost.number
  from (select account_id, month, count(*) as number from gone group by account_id, month) lost
 where u.account_id = lost.account_id and u.month = lost.month;

-- name: usage(account_id) -> one
-- The plan of an account and what it used of it this month (UTC).
select a.id, a.uuid, a.plan, m.month, coalesce(u.calls, 0) as calls, coalesce(u.uploads, 0) as uploads
  from accounts a
 cross join (select date_trunc('month', statement_timestamp() at time zone 'UTC')::date as month) m
  left join plan_usage u on u.account_id = a.id and u.month = m.month
 where a.id = $1;

-- name: set_plan(account_id, plan) -> run
update accounts set plan = $2, updated_at = now() where id = $1;
