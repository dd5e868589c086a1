-- name: list(parent_id, search, is_active, created_from, created_to, updated_from, updated_to, sort, limit, offset, is_editor) -> many
-- Subjects of a grade; where that is not open, only for who may change them (`is_editor`), as are those that are not active.
select p.*
  from ((select id, row_number() over (order by created_at, id) as place from subjects
          where grade_id = $1 and deleted_at is null and $8 = 'created_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by created_at, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by created_at desc, id desc) as place from subjects
          where grade_id = $1 and deleted_at is null and $8 = '-created_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by created_at desc, id desc limit $9 offset $10)
         union all
        (select id, row_number() over (order by updated_at, id) as place from subjects
          where grade_id = $1 and deleted_at is null and $8 = 'updated_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by updated_at, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by updated_at desc, id desc) as place from subjects
          where grade_id = $1 and deleted_at is null and $8 = '-updated_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by updated_at desc, id desc limit $9 offset $10)
         union all
        (select id, row_number() over (order by name, id) as place from subjects
          where grade_id = $1 and deleted_at is null and $8 = 'name'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by name, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by name desc, id desc) as place from subjects
          where grade_id = $1 and deleted_at is null and $8 = '-name'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by name desc, id desc limit $9 offset $10)) found
  join placed_subjects p on p.id = found.id
 where exists (select from placed_grades u where u.id = $1 and ((u.is_open and $3) or $11))
 order by found.place;

-- name: count(parent_id, search, is_active, created_from, created_to, updated_from, updated_to) -> value
select count(*)
  from subjects
 where grade_id = $1 and deleted_at is null
   and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7);

-- name: get(id) -> one
-- With what stands above it.
select p.*
  from placed_subjects p
 where p.id = $1;

-- name: hold(id) -> one
-- A subject that stays, with all above it, while something is put below it or somebody asks to learn it. From the top, as
-- everybody holds them. Who may change its topics, and whether it is open.
select s.id, s.name, s.mentor_id, s.is_active and g.is_active and l.is_active as is_open
  from education_levels l
  join grades g on g.education_level_id = l.id
  join subjects s on s.grade_id = g.id
 where s.id = $1 and s.deleted_at is null and g.deleted_at is null and l.deleted_at is null
   for share of l, g, s;

-- name: lock(id) -> one
-- Held by whoever changes or deletes it.
select id from subjects where id = $1 and deleted_at is null for no key update;

-- name: insert(parent_id, name, description, image_url, is_active, mentor_id) -> value
insert into subjects (grade_id, name, description, image_url, is_active, mentor_id) values ($1, $2, $3, $4, $5, $6)
returning id;

-- name: update(id, name, description, has_image_url, image_url, is_active, has_mentor_id, mentor_id) -> run
-- Null leaves a field as it is (picture and mentor: unless the flag says that null is meant). Touches nothing without a difference.
update subjects
   set name = coalesce($2, name), description = coalesce($3, description), image_url = case when $4 then $5::text else image_url end,
       is_active = coalesce($6, is_active), mentor_id = case when $7 then $8::bigint else mentor_id end, updated_at = clock_timestamp()
 where id = $1
   and (name, description, image_url, is_active, mentor_id) is distinct from
       (coalesce($2, name), coalesce($3, description), case when $4 then $5::text else image_url end, coalesce($6, is_active),
        case when $7 then $8::bigint else mentor_id end);

-- name: find_mentor(uuid, subject_id) -> one
-- Somebody whom a subject can be given to; whoever has this one may keep it, also when his role has ended.
select id from mentors where uuid = $1
 union
select a.id from subjects s join accounts a on a.id = s.mentor_id where s.id = $2::uuid and a.uuid = $1;
