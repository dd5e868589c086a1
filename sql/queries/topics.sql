-- name: list(parent_id, search, is_active, created_from, created_to, updated_from, updated_to, sort, limit, offset, is_editor, mentor_id) -> many
-- Topics of a subject with their documents; where that is not open, only for who may change them (`is_editor`, or the subject's
-- mentor), as are those that are not active.
select p.*,
       array(select row(f.id, f.name, f.description, f.content_type, f.size_bytes, f.topic_id, u.uuid, f.created_at)
               from topic_files f join accounts u on u.id = f.uploaded_by
              where f.topic_id = p.id and f.kind = 'document' and f.deleted_at is null
              order by f.created_at, f.id) as documents
  from ((select id, row_number() over (order by created_at, id) as place from topics
          where subject_id = $1 and deleted_at is null and $8 = 'created_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by created_at, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by created_at desc, id desc) as place from topics
          where subject_id = $1 and deleted_at is null and $8 = '-created_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by created_at desc, id desc limit $9 offset $10)
         union all
        (select id, row_number() over (order by updated_at, id) as place from topics
          where subject_id = $1 and deleted_at is null and $8 = 'updated_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by updated_at, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by updated_at desc, id desc) as place from topics
          where subject_id = $1 and deleted_at is null and $8 = '-updated_at'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by updated_at desc, id desc limit $9 offset $10)
         union all
        (select id, row_number() over (order by name, id) as place from topics
          where subject_id = $1 and deleted_at is null and $8 = 'name'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by name, id limit $9 offset $10)
         union all
        (select id, row_number() over (order by name desc, id desc) as place from topics
          where subject_id = $1 and deleted_at is null and $8 = '-name'
            and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7)
          order by name desc, id desc limit $9 offset $10)) found
  join placed_topics p on p.id = found.id
 where exists (select from placed_subjects s where s.id = $1 and ((s.is_open and $3) or $11 or s.mentor_id = $12))
 order by found.place;

-- name: count(parent_id, search, is_active, created_from, created_to, updated_from, updated_to) -> value
select count(*)
  from topics
 where subject_id = $1 and deleted_at is null
   and passes_filters(name, description, is_active, created_at, updated_at, $2, $3, $4, $5, $6, $7);

-- name: get(id) -> one
-- With what stands above it.
select p.*,
       array(select row(f.id, f.name, f.description, f.content_type, f.size_bytes, f.topic_id, u.uuid, f.created_at)
               from topic_files f join accounts u on u.id = f.uploaded_by
              where f.topic_id = p.id and f.kind = 'document' and f.deleted_at is null
              order by f.created_at, f.id) as documents
  from placed_topics p
 where p.id = $1;

-- name: lock(id) -> one
-- Held by whoever changes or deletes it, with the mentor of its subject.
select t.id, s.mentor_id
  from topics t
  join subjects s on s.id = t.subject_id
 where t.id = $1 and t.deleted_at is null
   for no key update of t;

-- name: insert(parent_id, name, description, content, is_active) -> value
insert into topics (subject_id, name, description, content, is_active) values ($1, $2, $3, $4, $5)
returning id;

-- name: update(id, name, description, content, is_active) -> run
-- Null leaves a field as it is. Touches nothing without a difference.
update topics
   set name = coalesce($2, name), description = coalesce($3, description), content = coalesce($4, content),
       is_active = coalesce($5, is_active), updated_at = clock_timestamp()
 where id = $1
   and (name, description, content, is_active) is distinct from
       (coalesce($2, name), coalesce($3, description), coalesce($4, content), coalesce($5, is_active));
