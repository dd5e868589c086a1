-- name: discard(level_id, grade_id, subject_id, topic_id, account_id, reason, keep_seconds) -> one
-- A row of the tree, the one whose id is given, and all that stands below it are deleted, their files with them; bytes stay a
-- while for those who are reading them. Who waits to learn such a subject is refused. How many of each there were.
with lost_levels as (
    update education_levels set deleted_at = now(), updated_at = clock_timestamp() where id = $1 and deleted_at is null
    returning id
), lost_grades as (
    update grades g set deleted_at = now(), updated_at = clock_timestamp()
      from (select b.id from lost_levels l join grades b on b.education_level_id = l.id where b.deleted_at is null
            union all select $2::uuid) below
     where g.id = below.id and g.deleted_at is null
    returning g.id
), lost_subjects as (
    update subjects s set deleted_at = now(), updated_at = clock_timestamp()
      from (select b.id from lost_grades g join subjects b on b.grade_id = g.id where b.deleted_at is null
            union all select $3::uuid) below
     where s.id = below.id and s.deleted_at is null
    returning s.id
), lost_topics as (
    update topics t set deleted_at = now(), updated_at = clock_timestamp()
      from (select b.id from lost_subjects s join topics b on b.subject_id = s.id where b.deleted_at is null
            union all select $4::uuid) below
     where t.id = below.id and t.deleted_at is null
    returning t.id
), lost_files as (
    update topic_files f set deleted_at = now()
      from lost_topics t
     where f.topic_id = t.id and f.deleted_at is null
    returning f.blob_id
), discarded as (
    insert into discarded_blobs (blob_id, remove_after)
    select f.blob_id, now() + make_interval(secs => $7::double precision) from lost_files f
    on conflict do nothing
), refused as (
    update enrollments e set status = 'rejected', reviewed_at = now(), reviewed_by = $5::bigint, reason = $6::text
      from lost_subjects s
     where e.subject_id = s.id and e.status = 'pending'
    returning e.id
)
select (select count(*) from lost_levels) as levels, (select count(*) from lost_grades) as grades,
       (select count(*) from lost_subjects) as subjects, (select count(*) from lost_topics) as topics,
       (select count(*) from lost_files) as files, (select count(*) from refused) as enrollments;
