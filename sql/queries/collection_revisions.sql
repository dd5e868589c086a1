-- name: capture(id, account_id) -> value
-- The collection as it is now, as its next revision.
insert into collection_revisions (collection_id, account_id, data)
select r.id, $2, collection_snapshot(r) from collections r where r.id = $1
returning id;

-- name: list(object_id, limit, offset) -> many
-- Newest first, each with the data of the one before and the ids of its neighbours.
select v.*, p.*, b.data as compared_data
  from (select id as revision_id, collection_id as object_id, account_id, data, created_at as revised_at,
               lead(id) over revisions as parent_id, lag(id) over revisions as child_id
          from collection_revisions
         where collection_id = $1
        window revisions as (order by id desc)) v
  join researchers p on p.id = v.account_id
  left join collection_revisions b on b.id = v.parent_id
 order by v.revision_id desc
 limit $2 offset $3;

-- name: count(object_id) -> value
select count(*) from collection_revisions where collection_id = $1;

-- name: get(object_id, id, compared) -> one
-- One revision, compared with another of the same collection, else with the one before.
select v.id as revision_id, v.collection_id as object_id, v.account_id, v.data, v.created_at as revised_at, p.*, parent.id as parent_id,
       (select min(c.id) from collection_revisions c where c.collection_id = $1 and c.id > $2) as child_id,
       coalesce(chosen.data, parent.data) as compared_data
  from collection_revisions v
  join researchers p on p.id = v.account_id
  left join collection_revisions parent
    on parent.id = (select max(b.id) from collection_revisions b where b.collection_id = $1 and b.id < $2)
  left join collection_revisions chosen on chosen.id = $3::bigint and chosen.collection_id = $1
 where v.collection_id = $1 and v.id = $2;
