-- name: list_topics(subject_id, account_id, with_closed) -> many
-- Of a subject in the order in which they were made, with what there is to see and where the account stopped watching.
select t.id, t.name, t.description, t.is_active, v.seconds, v.duration, v.updated_at,
       (select count(*) from topic_files f where f.topic_id = t.id and f.kind = 'document' and f.deleted_at is null) as documents,
       exists (select from topic_files f where f.topic_id = t.id and f.kind = 'video' and f.deleted_at is null) as has_video
  from topics t
  left join video_positions v on v.topic_id = t.id and v.account_id = $2
 where t.subject_id = $1 and t.deleted_at is null and (t.is_active or $3)
 order by t.created_at, t.id
 limit 500;

-- name: get_beside(id, account_id, with_closed) -> one
-- What stands before and after a topic, and where the account stopped watching it.
select p.id as previous_id, p.name as previous_name, n.id as next_id, n.name as next_name, v.seconds, v.duration, v.updated_at
  from topics t
  left join lateral (select b.id, b.name from topics b
                      where b.subject_id = t.subject_id and b.deleted_at is null and (b.is_active or $3)
                        and (b.created_at, b.id) < (t.created_at, t.id)
                      order by b.created_at desc, b.id desc limit 1) p on true
  left join lateral (select a.id, a.name from topics a
                      where a.subject_id = t.subject_id and a.deleted_at is null and (a.is_active or $3)
                        and (a.created_at, a.id) > (t.created_at, t.id)
                      order by a.created_at, a.id limit 1) n on true
  left join video_positions v on v.topic_id = t.id and v.account_id = $2
 where t.id = $1;

-- name: get_enrollment(account_id, subject_id) -> one
-- The account's latest in a subject.
select id, status, message, requested_at, reviewed_at, reason
  from enrollments
 where account_id = $1 and subject_id = $2
 order by requested_at desc, id desc
 limit 1;

-- name: list_enrollments(account_id) -> many
-- The account's newest, with the subject, what stands above it and how much of its videos was seen; deleted subjects too.
-- A video is seen to its end with its last five seconds, as the pages say it.
select e.id, e.status, e.message, e.requested_at, e.reviewed_at, e.reason, s.id as subject_id, s.name as subject_name, s.image_url,
       s.deleted_at is null and s.is_active and g.is_active and l.is_active as is_open, g.id as grade_id, g.name as grade_name,
       l.id as education_level_id, l.name as level_name, w.topics, w.videos, w.seen, w.share
  from enrollments e
  join subjects s on s.id = e.subject_id
  join grades g on g.id = s.grade_id
  join education_levels l on l.id = g.education_level_id
  join lateral (select count(*) as topics, count(*) filter (where h.video) as videos, count(*) filter (where h.video and p.part = 1) as seen,
                       avg(p.part) filter (where h.video) as share
                  from topics t
                  left join video_positions v on v.topic_id = t.id and v.account_id = e.account_id
                 cross join lateral (select exists (select from topic_files f
                                                     where f.topic_id = t.id and f.kind = 'video' and f.deleted_at is null) as video) h
                 cross join lateral (select case when v.duration is null then 0
                                                 when v.seconds > v.duration - 5 then 1
                                                 else v.seconds / v.duration end as part) p
                 where t.subject_id = s.id and t.deleted_at is null and t.is_active) w on true
 where e.account_id = $1
 order by e.requested_at desc, e.id desc
 limit 200;

-- name: list_applications(account_id) -> many
select id, status, motivation, experience, subjects, submitted_at, reviewed_at, reason
  from mentor_applications
 where account_id = $1
 order by submitted_at desc, id desc
 limit 50;

-- name: list_mentored(account_id) -> many
-- Subjects whose topics the account may change.
select s.id, s.name, s.image_url, s.is_active, s.grade_id, s.grade_name, s.education_level_id, s.level_name,
       (select count(*) from topics t where t.subject_id = s.id and t.deleted_at is null) as topics
  from placed_subjects s
 where s.mentor_id = $1
 order by s.level_name, s.grade_name, s.name, s.id
 limit 500;

-- name: list_watching(account_id) -> many
-- Videos that the account left last and did not see to the end, which begins with the last twentieth.
select t.id, t.name, t.subject_id, t.subject_name, t.grade_id, t.grade_name, t.education_level_id, t.level_name,
       v.seconds, v.duration, v.updated_at
  from video_positions v
  join placed_topics t on t.id = v.topic_id
 where v.account_id = $1 and v.seconds > 0 and (v.duration is null or v.seconds < v.duration * 0.95) and t.is_open and t.has_video
 order by v.updated_at desc, t.id
 limit 10;

-- name: count_pending() -> one
-- What waits for a decision.
select (select count(*) from enrollments where status = 'pending') as enrollments,
       (select count(*) from mentor_applications where status = 'pending') as applications;
