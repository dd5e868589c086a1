-- name: get(id) -> one
-- A training that was not deleted.
select * from trainings where id = $1 and deleted_at is null;

-- name: lock(id) -> one
-- The same, held by whoever changes or deletes it.
select * from trainings where id = $1 and deleted_at is null for no key update;

-- name: list(with_drafts, search, category, level, status, instructor_id, limit, offset) -> many
-- By id. `search` is a pattern for ILIKE; null filters do not count.
select *
  from trainings
 where deleted_at is null and ($1 or status = 'published')
   and ($2::text is null or title ilike $2 or description ilike $2)
   and ($3::text is null or category = $3)
   and ($4::text is null or level = $4)
   and ($5::text is null or status = $5)
   and ($6::bigint is null or instructor_id = $6)
 order by id
 limit $7 offset $8;

-- name: count(with_drafts, search, category, level, status, instructor_id) -> value
select count(*)
  from trainings
 where deleted_at is null and ($1 or status = 'published')
   and ($2::text is null or title ilike $2 or description ilike $2)
   and ($3::text is null or category = $3)
   and ($4::text is null or level = $4)
   and ($5::text is null or status = $5)
   and ($6::bigint is null or instructor_id = $6);

-- name: insert(title, description, category, level, status, duration_minutes, credits, instructor_id, max_participants) -> one
insert into trainings (title, description, category, level, status, duration_minutes, credits, instructor_id, max_participants)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning *;

-- name: update(id, title, description, category, level, status, duration_minutes, credits, max_participants) -> one
-- Null leaves a field as it is; no row without a difference.
update trainings
   set title = coalesce($2, title), description = coalesce($3, description), category = coalesce($4, category),
       level = coalesce($5, level), status = coalesce($6, status), duration_minutes = coalesce($7, duration_minutes),
       credits = coalesce($8, credits), max_participants = coalesce($9, max_participants), updated_at = clock_timestamp()
 where id = $1
   and (title, description, category, level, status, duration_minutes, credits, max_participants) is distinct from
       (coalesce($2, title), coalesce($3, description), coalesce($4, category), coalesce($5, level), coalesce($6, status),
        coalesce($7, duration_minutes), coalesce($8, credits), coalesce($9, max_participants))
returning *;

-- name: delete(id) -> run
-- Nothing happens while somebody is registered.
update trainings set deleted_at = clock_timestamp(), updated_at = clock_timestamp()
 where id = $1 and deleted_at is null and seats_taken = 0;
