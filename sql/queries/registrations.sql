-- name: get(id) -> one
select * from registrations where id = $1;

-- name: lock(id) -> one
-- Held until the end of the transaction by whoever changes it.
select * from registrations where id = $1 for no key update;

-- name: has_live(training_id, account_id) -> value
-- Is the person registered already?
select exists (select from registrations where training_id = $1 and account_id = $2 and status <> 'cancelled');

-- name: insert(training_id, account_id) -> one
-- Takes a seat or breaks `registrations_seat_free`; a second live one of the person breaks `registrations_live_once`.
insert into registrations (training_id, account_id) values ($1, $2)
returning *;

-- name: update(id, status, feedback_score) -> one
-- The status with its stamps, which stay once they are set; a null score stays as it is.
update registrations
   set status = $2, feedback_score = coalesce($3, feedback_score),
       attended_at = case when $2 in ('attended', 'completed') then coalesce(attended_at, clock_timestamp()) else attended_at end,
       completed_at = case when $2 = 'completed' then coalesce(completed_at, clock_timestamp()) else completed_at end,
       updated_at = clock_timestamp()
 where id = $1
returning *;

-- name: list(account_id, user_id, training_id, status, limit, offset) -> many
-- By id; those of one account where `account_id` is given. Null filters do not count. One branch counts at a time, and each has
-- its index: so a plan that is made once for all parameters suits every one of them.
select *
  from ((select * from registrations
          where account_id = coalesce($1::bigint, $2::bigint) and account_id = coalesce($2, $1)
            and ($3::bigint is null or training_id = $3) and ($4::text is null or status = $4)
          order by id limit $5 offset $6)
        union all
        (select * from registrations
          where $1 is null and $2 is null and training_id = $3 and ($4 is null or status = $4)
          order by id limit $5 offset $6)
        union all
        (select * from registrations where $1 is null and $2 is null and $3 is null and status = $4 order by id limit $5 offset $6)
        union all
        (select * from registrations where $1 is null and $2 is null and $3 is null and $4 is null order by id limit $5 offset $6)) found
 order by id;

-- name: count(account_id, user_id, training_id, status) -> value
select count(*)
  from registrations
 where ($1::bigint is null or account_id = $1)
   and ($2::bigint is null or account_id = $2)
   and ($3::bigint is null or training_id = $3)
   and ($4::text is null or status = $4);
