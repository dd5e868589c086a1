-- Lists of learning: an index for each order, one condition for the filters that all of them have, and each row of the tree
-- with what stands above it.

create index education_levels_by_change on education_levels (updated_at, id) where deleted_at is null;
create index grades_by_change on grades (education_level_id, updated_at, id) where deleted_at is null;
create index subjects_by_change on subjects (grade_id, updated_at, id) where deleted_at is null;
create index topics_by_change on topics (subject_id, updated_at, id) where deleted_at is null;

-- Does a row of the tree pass the filters? Those that are null do not count; `wanted` is a pattern for ILIKE, the ends of
-- the times are outside.
create function passes_filters(
    name text, description text, is_active boolean, created_at timestamptz, updated_at timestamptz,
    wanted text, wanted_active boolean, created_from timestamptz, created_to timestamptz, updated_from timestamptz, updated_to timestamptz
) returns boolean language sql immutable parallel safe
return (wanted is null or name ilike wanted or description ilike wanted)
   and (wanted_active is null or is_active = wanted_active)
   and (created_from is null or created_at >= created_from) and (created_to is null or created_at < created_to)
   and (updated_from is null or updated_at >= updated_from) and (updated_to is null or updated_at < updated_to);

-- A row is open when it and all above it are active. Whoever deletes one deletes what is below it.
create view placed_levels as
select l.*, l.is_active as is_open
  from education_levels l
 where l.deleted_at is null;

create view placed_grades as
select g.*, l.name as level_name, g.is_active and l.is_active as is_open
  from grades g
  join education_levels l on l.id = g.education_level_id
 where g.deleted_at is null;

create view placed_subjects as
select s.*, g.name as grade_name, l.id as education_level_id, l.name as level_name,
       m.uuid as mentor_uuid, m.email as mentor_email, m.display_name as mentor_name,
       s.is_active and g.is_active and l.is_active as is_open
  from subjects s
  join grades g on g.id = s.grade_id
  join education_levels l on l.id = g.education_level_id
  left join accounts m on m.id = s.mentor_id
 where s.deleted_at is null;

create view placed_topics as
select t.*, s.name as subject_name, s.mentor_id, g.id as grade_id, g.name as grade_name, l.id as education_level_id, l.name as level_name,
       t.is_active and s.is_active and g.is_active and l.is_active as is_open,
       exists (select from topic_files v where v.topic_id = t.id and v.kind = 'video' and v.deleted_at is null) as has_video
  from topics t
  join subjects s on s.id = t.subject_id
  join grades g on g.id = s.grade_id
  join education_levels l on l.id = g.education_level_id
 where t.deleted_at is null;

-- Whom a subject can be given to.
create view mentors as
select a.id, a.uuid, a.display_name, a.email
  from accounts a
  join account_domains d on d.account_id = a.id and d.domain = 'learning' and d.state = 'active'
 where a.is_active
   and exists (select from role_assignments r
                where r.account_id = a.id and r.role = 'mentor' and r.domain = 'learning'
                  and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now()));
