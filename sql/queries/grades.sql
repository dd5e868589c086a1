-- name: list(parent_id, search, is_active, created_from, created_to, updated_from, updated_to, sort, limit, offset, is_editor) -> many
-- Grades of a level; where that is not open, only for who may change them (`is_editor`), as are those that are not active.
select p.*
  from ((select id, row_number() over (order by created_at, id) as place from grades
          where education_level_id = $1 and deleted_at is null and $8 = 'created_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by created_at, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by created_at desc, id desc) as place from grades
          where education_level_id = $1 and deleted_at is null and $8 = '-created_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by created_at desc, id desc limit $9 offset $10)
         union all
        (select id, row_number() over (order by updated_at, id) as place from grades
          where education_level_id = $1 and deleted_at is null and $8 = 'updated_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by updated_at, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by updated_at desc, id desc) as place from grades
          where education_level_id = $1 and deleted_at is null and $8 = '-updated_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by updated_at desc, id desc limit $9 offset $10)
         union all
        (select id, row_number() over (order by name, id) as place from grades
          where education_level_id = $1 and deleted_at is null and $8 = 'name'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by name, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by name desc, id desc) as place from grades
          where education_level_id = $1 and deleted_at is null and $8 = '-name'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by name desc, id desc limit $9 offset $10)) found
  join placed_grades p on p.id = found.id
 where exists (select from placed_levels u where u.id = $1 and ((u.is_open and $3) or $11))
 order by found.place;

-- name: count(parent_id, search, is_active, created_from, created_to, updated_from, updated_to) -> value
select count(*)
  from grades
 where education_level_id = $1 and deleted_at is null
   and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7);

-- name: get(id) -> one
-- With what stands above it.
select p.*
  from placed_grades p
 where p.id = $1;

-- name: hold(id) -> one
-- A grade that stays, with its level, while something is put below it. From the top, as everybody holds them.
select g.id
  from education_levels l
  join grades g on g.education_level_id = l.id
 where g.id = $1 and g.deleted_at is null and l.deleted_at is null
   for share of l, g;

-- name: lock(id) -> one
-- Held by whoever changes or deletes it.
select id from grades where id = $1 and deleted_at is null for no key update;

-- name: insert(parent_id, name, description, image_url, is_active, level) -> value
insert into grades (education_level_id, name, description, image_url, is_active, level) values ($1, $2, $3, $4, $5, $6)
returning id;

-- name: update(id, name, description, has_image_url, image_url, is_active, level) -> run
-- Null leaves a field as it is (the picture: unless the flag says that null is meant). Touches nothing without a difference.
update grades
   set name = coalesce($2, name), description = coalesce($3, description), image_url = case when $4 then $5::text else image_url end,
       is_active = coalesce($6, is_active), level = coalesce($7, level), updated_at = clock_timestamp()
 where id = $1
   and (name, description, image_url, is_active, level) is distinct from
       (coalesce($2, name), coalesce($3, description), case when $4 then $5::text else image_url end, coalesce($6, is_active),
        coalesce($7, level));
