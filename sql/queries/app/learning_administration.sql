-- name: levels(limit, offset) -> many
-- The tree for those who write it: inactive rows too, with the number of what is directly below each.
select l.id, l.name, l.is_active,
       (select count(*) from grades c where c.education_level_id = l.id and c.deleted_at is null) as children
  from education_levels l
 where l.deleted_at is null
 order by l.name, l.id
 limit $1 offset $2;

-- name: count_levels() -> value
select count(*) from education_levels where deleted_at is null;

-- name: grades(parent_id, limit, offset) -> many
select g.id, g.name, g.is_active,
       (select count(*) from subjects c where c.grade_id = g.id and c.deleted_at is null) as children
  from grades g
 where g.education_level_id = $1 and g.deleted_at is null
 order by g.name, g.id
 limit $2 offset $3;

-- name: count_grades(parent_id) -> value
select count(*) from grades where education_level_id = $1 and deleted_at is null;

-- name: subjects(parent_id, limit, offset) -> many
select s.id, s.name, s.is_active,
       (select count(*) from topics c where c.subject_id = s.id and c.deleted_at is null) as children
  from subjects s
 where s.grade_id = $1 and s.deleted_at is null
 order by s.name, s.id
 limit $2 offset $3;

-- name: count_subjects(parent_id) -> value
select count(*) from subjects where grade_id = $1 and deleted_at is null;

-- name: mentored(mentor_id, limit, offset) -> many
-- What somebody mentors, wherever it stands.
select s.id, s.name, s.is_active,
       (select count(*) from topics c where c.subject_id = s.id and c.deleted_at is null) as children
  from subjects s
 where s.mentor_id = $1 and s.deleted_at is null
 order by s.name, s.id
 limit $2 offset $3;

-- name: count_mentored(mentor_id) -> value
select count(*) from subjects where mentor_id = $1 and deleted_at is null;

-- name: topics(parent_id, mentor_id, limit, offset) -> many
-- In the order in which they are learned. `mentor_id` null: whoever mentors the subject.
select t.id, t.name, t.is_active, 0::bigint as children
  from topics t
  join subjects s on s.id = t.subject_id
 where t.subject_id = $1 and t.deleted_at is null and ($2::bigint is null or s.mentor_id = $2)
 order by t.created_at, t.id
 limit $3 offset $4;

-- name: count_topics(parent_id, mentor_id) -> value
select count(*)
  from topics t
  join subjects s on s.id = t.subject_id
 where t.subject_id = $1 and t.deleted_at is null and ($2::bigint is null or s.mentor_id = $2);

-- name: get_node(noun, id, mentor_id) -> one
-- One row of the tree with what stands above it and how much hangs on it. `mentor_id` null: whoever mentors it.
with node as (
    select l.id, l.name, l.description, l.image_url, l.is_active, l.created_at, l.updated_at, null::text as stage,
           l.id as level_id, null::uuid as grade_id, null::uuid as subject_id
      from education_levels l
     where $1::text = 'level' and l.id = $2 and l.deleted_at is null and $3::bigint is null
    union all
    select g.id, g.name, g.description, g.image_url, g.is_active, g.created_at, g.updated_at, g.level, g.education_level_id, g.id, null
      from grades g
     where $1 = 'grade' and g.id = $2 and g.deleted_at is null and $3 is null
    union all
    select s.id, s.name, s.description, s.image_url, s.is_active, s.created_at, s.updated_at, null, g.education_level_id, g.id, s.id
      from subjects s
      join grades g on g.id = s.grade_id
     where $1 = 'subject' and s.id = $2 and s.deleted_at is null and ($3 is null or s.mentor_id = $3)
    union all
    select t.id, t.name, t.description, null, t.is_active, t.created_at, t.updated_at, null, g.education_level_id, g.id, s.id
      from topics t
      join subjects s on s.id = t.subject_id
      join grades g on g.id = s.grade_id
     where $1 = 'topic' and t.id = $2 and t.deleted_at is null and ($3 is null or s.mentor_id = $3)
), below_grades as (
    select g.id from grades g where $1 = 'level' and g.education_level_id = $2 and g.deleted_at is null
), below_subjects as (
    select s.id from below_grades g join subjects s on s.grade_id = g.id where s.deleted_at is null
    union all
    select s.id from subjects s where $1 = 'grade' and s.grade_id = $2 and s.deleted_at is null
), all_subjects as (
    select id from below_subjects
    union all
    select $2::uuid where $1 = 'subject'
), below_topics as (
    select t.id from all_subjects s join topics t on t.subject_id = s.id where t.deleted_at is null
), all_topics as (
    select id from below_topics
    union all
    select $2::uuid where $1 = 'topic'
), files as (
    select count(*) filter (where f.kind = 'document') as documents, count(*) filter (where f.kind = 'video') as videos
      from all_topics t join topic_files f on f.topic_id = t.id
     where f.deleted_at is null
), learners as (
    select count(*) filter (where e.status = 'approved') as learners, count(*) filter (where e.status = 'pending') as requests
      from all_subjects s join enrollments e on e.subject_id = s.id
     where e.status <> 'rejected'
)
select node.id, node.name, node.description, node.image_url, node.is_active, node.created_at, node.updated_at, node.stage,
       l.id as level_id, l.name as level_name, l.is_active as level_is_active,
       g.id as grade_id, g.name as grade_name, g.is_active as grade_is_active,
       s.id as subject_id, s.name as subject_name, s.is_active as subject_is_active,
       m.uuid as mentor_uuid, m.display_name as mentor_name, m.email as mentor_email,
       (select count(*) from below_grades) as grades, (select count(*) from below_subjects) as subjects,
       (select count(*) from below_topics) as topics, files.documents, files.videos, learners.learners, learners.requests
  from node
  cross join files
  cross join learners
  left join education_levels l on l.id = node.level_id
  left join grades g on g.id = node.grade_id
  left join subjects s on s.id = node.subject_id
  left join accounts m on m.id = s.mentor_id;

-- name: get_content(topic_id, mentor_id) -> one
-- What is read in a topic. `mentor_id` null: whoever mentors it.
select t.content
  from topics t
  join subjects s on s.id = t.subject_id
 where t.id = $1 and t.deleted_at is null and ($2::bigint is null or s.mentor_id = $2);

-- name: files(topic_id) -> many
select f.id, f.kind, f.name, f.description, f.content_type, f.size_bytes, f.created_at, a.display_name as uploaded_by
  from topic_files f
  join accounts a on a.id = f.uploaded_by
 where f.topic_id = $1 and f.deleted_at is null
 order by f.created_at, f.id;

-- name: name_subjects(ids) -> many
select s.id, s.name, s.is_active, g.name as grade_name, l.name as level_name
  from subjects s
  join grades g on g.id = s.grade_id
  join education_levels l on l.id = g.education_level_id
 where s.id = any($1::uuid[]) and s.deleted_at is null
 order by s.id;
