-- name: insert(account_id, motivation, experience, subjects) -> value
-- A second one that waits breaks `mentor_applications_pending_once`.
insert into mentor_applications (account_id, motivation, experience, subjects) values ($1, $2, $3, $4)
returning id;

-- name: get(id) -> one
-- With the person and who decided.
select m.*, a.uuid as account_uuid, a.display_name, a.email, r.uuid as reviewer_uuid
  from mentor_applications m
  join accounts a on a.id = m.account_id
  left join accounts r on r.id = m.reviewed_by
 where m.id = $1;

-- name: lock(id) -> one
-- Held by whoever decides; with what the applicant is told.
select m.id, m.status, m.account_id, a.display_name, a.language, coalesce(a.last_verified_email, a.email) as address
  from mentor_applications m
  join accounts a on a.id = m.account_id
 where m.id = $1
   for no key update of m;

-- name: decide(id, status, reviewed_by, reason) -> run
update mentor_applications set status = $2, reviewed_at = clock_timestamp(), reviewed_by = $3, reason = $4
 where id = $1 and status = 'pending';

-- name: list_pending(search, created_from, created_to, updated_from, updated_to, sort, limit, offset) -> many
-- Those that wait. While they do, they have changed when they were made.
select m.*, a.uuid as account_uuid, a.display_name, a.email, r.uuid as reviewer_uuid
  from ((select m.id, row_number() over (order by m.submitted_at, m.id) as place
           from mentor_applications m
           join accounts a on a.id = m.account_id
          where m.status = 'pending' and left($6, 1) <> '-'
            and ($1::text is null or a.display_name ilike $1 or a.email ilike $1 or m.motivation ilike $1)
            and ($2::timestamptz is null or m.submitted_at >= $2) and ($3::timestamptz is null or m.submitted_at < $3)
            and ($4::timestamptz is null or m.submitted_at >= $4) and ($5::timestamptz is null or m.submitted_at < $5)
          order by m.submitted_at, m.id limit $7 offset $8)
         union all
        (select m.id, row_number() over (order by m.submitted_at desc, m.id desc) as place
           from mentor_applications m
           join accounts a on a.id = m.account_id
          where m.status = 'pending' and left($6, 1) = '-'
            and ($1 is null or a.display_name ilike $1 or a.email ilike $1 or m.motivation ilike $1)
            and ($2 is null or m.submitted_at >= $2) and ($3 is null or m.submitted_at < $3)
            and ($4 is null or m.submitted_at >= $4) and ($5 is null or m.submitted_at < $5)
          order by m.submitted_at desc, m.id desc limit $7 offset $8)) found
  join mentor_applications m on m.id = found.id
  join accounts a on a.id = m.account_id
  left join accounts r on r.id = m.reviewed_by
 order by found.place;

-- name: count_pending(search, created_from, created_to, updated_from, updated_to) -> value
select count(*)
  from mentor_applications m
  join accounts a on a.id = m.account_id
 where m.status = 'pending'
   and ($1::text is null or a.display_name ilike $1 or a.email ilike $1 or m.motivation ilike $1)
   and ($2::timestamptz is null or m.submitted_at >= $2) and ($3::timestamptz is null or m.submitted_at < $3)
   and ($4::timestamptz is null or m.submitted_at >= $4) and ($5::timestamptz is null or m.submitted_at < $5);
