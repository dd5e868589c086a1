-- name: capture(id, account_id) -> value
-- The template as it is now, as its next revision.
insert into template_revisions (template_id, account_id, data)
select r.id, $2, template_snapshot(r) from templates r where r.id = $1
returning id;

-- name: list(object_id, limit, offset) -> many
-- Newest first, each with the data of the one before and the ids of its neighbours.
select v.*, p.*, b.data as compared_data
  from (select id as revision_id, template_id as object_id, account_id, data, created_at as revised_at,
               lead(id) over revisions as parent_id, lag(id) over revisions as child_id
          from template_revisions
         where template_id = $1
        window revisions as (order by id desc)) v
  join researchers p on p.id = v.account_id
  left join template_revisions b on b.id = v.parent_id
 order by v.revision_id desc
 limit $2 offset $3;

-- name: count(object_id) -> value
select count(*) from template_revisions where template_id = $1;

-- name: get(object_id, id, compared) -> one
-- One revision, compared with another of the same template, else with the one before.
select v.id as revision_id, v.template_id as object_id, v.account_id, v.data, v.created_at as revised_at, p.*, parent.id as parent_id,
       (select min(c.id) from template_revisions c where c.template_id = $1 and c.id > $2) as child_id,
       coalesce(chosen.data, parent.data) as compared_data
  from template_revisions v
  join researchers p on p.id = v.account_id
  left join template_revisions parent
    on parent.id = (select max(b.id) from template_revisions b where b.template_id = $1 and b.id < $2)
  left join template_revisions chosen on chosen.id = $3::bigint and chosen.template_id = $1
 where v.template_id = $1 and v.id = $2;
