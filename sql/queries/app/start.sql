-- name: list_records(account_id, limit) -> many
-- What the account changed last of its own, and what others changed last of what it may read.
(select r.id, r.identifier, r.title, r.type, r.visibility, r.updated_at, a.display_name as creator, true as is_own
   from records r
   join accounts a on a.id = r.creator_id
  where r.creator_id = $1 and r.state = 'active'
  order by r.updated_at desc, r.id desc
  limit $2)
union all
(select r.id, r.identifier, r.title, r.type, r.visibility, r.updated_at, a.display_name, false
   from visible_records($1) r
   join accounts a on a.id = r.creator_id
  where r.creator_id <> $1
  order by r.updated_at desc, r.id desc
  limit $2);

-- name: list_uploads(account_id, keep_seconds, limit) -> many
-- Uploads in pieces that the account began and can go on with, the last one first, with the bytes that are safe.
select u.id, u.record_id, r.title as record_title, u.name, u.size_bytes as size, u.state = 'processing' as is_processing,
       u.updated_at + make_interval(secs => $2::float8) as expires_at,
       (select coalesce(sum(c.size_bytes), 0)::bigint from upload_chunks c where c.upload_id = u.id) as received
  from uploads u
  join records r on r.id = u.record_id and r.state = 'active'
  cross join lateral record_actions(r.id, $1) g
 where u.creator_id = $1 and u.state <> 'inactive' and u.upload_type = 'chunked' and 'update' = any (g.actions)
 order by u.updated_at desc, u.id
 limit $3;

-- name: list_registrations(account_id, limit) -> many
-- Trainings that the account takes part in and that are not over, the last registration first.
select t.id, t.title, t.duration_minutes, r.status, r.registered_at, a.display_name as instructor
  from registrations r
  join trainings t on t.id = r.training_id and t.deleted_at is null
  join accounts a on a.id = t.instructor_id
 where r.account_id = $1 and r.status in ('registered', 'attended')
 order by r.id desc
 limit $2;

-- name: list_new_trainings(account_id, limit) -> many
-- What was published within a week, with a free seat, that the account neither gives nor goes to.
select t.id, t.title, t.duration_minutes, t.created_at, a.display_name as instructor
  from trainings t
  join accounts a on a.id = t.instructor_id
 where t.status = 'published' and t.deleted_at is null and t.created_at > now() - interval '7 days' and t.seats_taken < t.max_participants
   and t.instructor_id <> $1
   and not exists (select from registrations r where r.training_id = t.id and r.account_id = $1 and r.status <> 'cancelled')
 order by t.id desc
 limit $2;

-- name: list_trainings_to_mark(account_id, limit) -> many
-- Trainings that the account gives and whose participants are not all marked yet.
select t.id, t.title, count(*) filter (where r.status = 'registered') as registered,
       count(*) filter (where r.status = 'attended') as attended
  from trainings t
  join registrations r on r.training_id = t.id and r.status in ('registered', 'attended')
 where t.instructor_id = $1 and t.deleted_at is null
 group by t.id
 order by max(r.registered_at) desc, t.id desc
 limit $2;

-- name: list_sessions(owner_id, managed_by, limit) -> many
-- Sessions of persons that are not done, of everybody or of the one login that is named: what is late first, then who works
-- now, then who has to come first. Each row says how many there are in each state; a state excludes the others.
with open as materialized (
    select s.id, s.description, s.allowed_from, s.allowed_until, s.person_id,
           case when s.allowed_until < now() then 'overdue' when s.status >= 20 then 'running'
                when s.allowed_from > now() then 'planned' else 'waiting' end as state
      from assessment_sessions s
     where s.owner_id = $1 and s.status < 30 and s.is_active and (s.session_type = 0 or s.session_type % 100 <> 0)
       and ($2::uuid is null or s.managed_by_user_id = $2)
       and exists (select from persons p where p.company_id = s.owner_id and p.id = s.person_id)
)
select o.id, o.description, o.state, o.allowed_from, o.allowed_until, p.titles_before, p.first_name, p.last_name, p.titles_after, p.email,
       n.overdue, n.running, n.waiting, n.planned
  from (select count(*) filter (where state = 'overdue') as overdue, count(*) filter (where state = 'running') as running,
               count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'planned') as planned from open) n
 cross join open o
  join persons p on p.company_id = $1 and p.id = o.person_id
 order by array_position(array['overdue', 'running', 'waiting', 'planned'], o.state), o.allowed_until, o.allowed_from, o.id
 limit $3;

-- name: count_own_tests(owner_id, person_id) -> one
-- What somebody has to take now: how many, how many of them were begun, and when the first ends.
select count(*) as open, count(*) filter (where s.status >= 20) as begun, min(s.allowed_until) as until
  from assessment_sessions s
 where s.owner_id = $1 and s.person_id = $2 and s.status < 30 and s.is_active and s.session_type < 100
   and s.allowed_from <= now() and s.allowed_until > now();

-- name: list_subjects(account_id, limit) -> many
-- Subjects that the account is enrolled in and that are open, the last enrolment first.
select s.id, s.name, g.id as grade_id, g.name as grade_name, l.id as education_level_id, l.name as level_name,
       (select count(*) from topics t where t.subject_id = s.id and t.deleted_at is null and t.is_active) as topics
  from enrollments e
  join subjects s on s.id = e.subject_id and s.deleted_at is null and s.is_active
  join grades g on g.id = s.grade_id and g.is_active
  join education_levels l on l.id = g.education_level_id and l.is_active
 where e.account_id = $1 and e.status = 'approved'
 order by coalesce(e.reviewed_at, e.requested_at) desc, e.id desc
 limit $2;

-- name: count_own_requests(account_id) -> value
-- Requests of the account to be enrolled that nobody decided yet.
select count(*) from enrollments where account_id = $1 and status = 'pending';

-- name: list_failed_deliveries(days, limit) -> many
-- Receivers of webhooks that need somebody: what did not arrive within these days, with the reason of the last one, or gone.
select e.id, e.name, e.off_reason is not distinct from 'gone' as is_gone, coalesce(d.failed, 0) as failed, d.last_at, d.status, d.reason
  from webhook_endpoints e
  left join (select f.endpoint_id, count(*) as failed, max(f.finished_at) as last_at,
                    (array_agg(a.status order by f.id desc))[1] as status, (array_agg(a.reason order by f.id desc))[1] as reason
               from webhook_deliveries f
               left join webhook_attempts a on a.delivery_id = f.id and a.attempt = f.attempts
              where f.state = 'dead' and f.finished_at > now() - make_interval(days => $1)
              group by f.endpoint_id) d on d.endpoint_id = e.id
 where e.removed_at is null and (d.failed > 0 or e.off_reason = 'gone')
 order by d.last_at desc nulls last, e.id
 limit $2;

-- name: list_dead_jobs() -> many
-- Kinds of work that failed for good, the last failure first, each with its last error.
select kind, count(*) as jobs, max(finished_at) as last_at, (array_agg(last_error order by id desc))[1] as last_error
  from jobs
 where state = 'dead'
 group by kind
 order by max(finished_at) desc, kind
 limit 10;

-- name: count_late_jobs() -> value
-- What should have run five minutes ago.
select count(*) from jobs where state = 'waiting' and due_at < now() - interval '5 minutes';

-- name: sum_storage() -> value
select coalesce(sum(used_bytes), 0)::bigint from storage_usage;

-- name: list_full_accounts(from_bytes, limit) -> many
-- Who used so much of the quota, the fullest first.
select a.id, a.display_name as name, u.used_bytes
  from storage_usage u
  join accounts a on a.id = u.account_id
 where u.used_bytes >= $1
 order by u.used_bytes desc, a.id
 limit $2;
