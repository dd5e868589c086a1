-- name: insert(account_id, subject_id, message) -> value
-- A second one that waits or counts breaks `enrollments_live_once`.
insert into enrollments (account_id, subject_id, message) values ($1, $2, $3)
returning id;

-- name: get(id) -> one
-- With the person, the subject with what stands above it, and who decided.
select e.*, a.uuid as account_uuid, a.display_name, a.email, s.name as subject_name, g.name as grade_name, l.name as level_name,
       r.uuid as reviewer_uuid
  from enrollments e
  join accounts a on a.id = e.account_id
  join subjects s on s.id = e.subject_id
  join grades g on g.id = s.grade_id
  join education_levels l on l.id = g.education_level_id
  left join accounts r on r.id = e.reviewed_by
 where e.id = $1;

-- name: lock(id) -> one
-- Held by whoever decides; with what the applicant is told, and whether he opens learning.
select e.id, e.status, e.account_id, e.subject_id, s.name as subject_name, a.uuid as account_uuid, a.display_name, a.language,
       coalesce(a.last_verified_email, a.email) as address,
       a.is_active and exists (select from account_domains d
                                where d.account_id = a.id and d.domain = 'learning' and d.state = 'active') as is_learner
  from enrollments e
  join accounts a on a.id = e.account_id
  join subjects s on s.id = e.subject_id
 where e.id = $1
   for no key update of e;

-- name: decide(id, status, reviewed_by, reason) -> run
update enrollments set status = $2, reviewed_at = clock_timestamp(), reviewed_by = $3, reason = $4
 where id = $1 and status = 'pending';

-- name: list_pending(search, created_from, created_to, updated_from, updated_to, subject_id, sort, limit, offset) -> many
-- Those that wait. While they do, they have changed when they were made.
select e.*, a.uuid as account_uuid, a.display_name, a.email, s.name as subject_name, g.name as grade_name, l.name as level_name,
       r.uuid as reviewer_uuid
  from ((select e.id, row_number() over (order by e.requested_at, e.id) as place
           from enrollments e
           join accounts a on a.id = e.account_id
           join subjects s on s.id = e.subject_id
          where e.status = 'pending' and left($7, 1) <> '-'
            and ($1::text is null or a.display_name ilike $1 or a.email ilike $1 or s.name ilike $1)
            and ($2::timestamptz is null or e.requested_at >= $2) and ($3::timestamptz is null or e.requested_at < $3)
            and ($4::timestamptz is null or e.requested_at >= $4) and ($5::timestamptz is null or e.requested_at < $5)
            and ($6::uuid is null or e.subject_id = $6)
          order by e.requested_at, e.id limit $8 offset $9)
         union all
        (select e.id, row_number() over (order by e.requested_at desc, e.id desc) as place
           from enrollments e
           join accounts a on a.id = e.account_id
           join subjects s on s.id = e.subject_id
          where e.status = 'pending' and left($7, 1) = '-'
            and ($1 is null or a.display_name ilike $1 or a.email ilike $1 or s.name ilike $1)
            and ($2 is null or e.requested_at >= $2) and ($3 is null or e.requested_at < $3)
            and ($4 is null or e.requested_at >= $4) and ($5 is null or e.requested_at < $5)
            and ($6 is null or e.subject_id = $6)
          order by e.requested_at desc, e.id desc limit $8 offset $9)) found
  join enrollments e on e.id = found.id
  join accounts a on a.id = e.account_id
  join subjects s on s.id = e.subject_id
  join grades g on g.id = s.grade_id
  join education_levels l on l.id = g.education_level_id
  left join accounts r on r.id = e.reviewed_by
 order by found.place;

-- name: count_pending(search, created_from, created_to, updated_from, updated_to, subject_id) -> value
select count(*)
  from enrollments e
  join accounts a on a.id = e.account_id
  join subjects s on s.id = e.subject_id
 where e.status = 'pending'
   and ($1::text is null or a.display_name ilike $1 or a.email ilike $1 or s.name ilike $1)
   and ($2::timestamptz is null or e.requested_at >= $2) and ($3::timestamptz is null or e.requested_at < $3)
   and ($4::timestamptz is null or e.requested_at >= $4) and ($5::timestamptz is null or e.requested_at < $5)
   and ($6::uuid is null or e.subject_id = $6);
