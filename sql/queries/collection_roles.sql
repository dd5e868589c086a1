-- name: list_accounts(object_id, text, exclude, limit, offset) -> many
-- Roles of active people, the creator first, then the stronger ones. `text` is in the display name or the username.
select p.*, o.role
  from collection_account_roles o
  join collections r on r.id = o.collection_id
  join researchers p on p.id = o.account_id
 where o.collection_id = $1 and p.is_active
   and ($2::text is null or strpos(lower(p.display_name), lower($2)) > 0 or strpos(lower(p.username), lower($2)) > 0)
   and ($3::bigint[] is null or p.id <> all ($3))
 order by p.id = r.creator_id desc, role_strength(o.role) desc, p.id
 limit $4 offset $5;

-- name: count_accounts(object_id, text, exclude) -> value
select count(*)
  from collection_account_roles o
  join researchers p on p.id = o.account_id
 where o.collection_id = $1 and p.is_active
   and ($2::text is null or strpos(lower(p.display_name), lower($2)) > 0 or strpos(lower(p.username), lower($2)) > 0)
   and ($3::bigint[] is null or p.id <> all ($3));

-- name: list_groups(object_id, reader, sees_all, text, limit, offset) -> many
-- Roles of active groups, the stronger ones first: of those that the reader may read, or of all.
select g.*, o.role, v.id is not null as is_readable,
       case when exists (select from research_admins a where a.account_id = $2)
            then (select p.system_role from researchers p where p.id = g.creator_id) end as creator_system_role
  from collection_group_roles o
  join described_groups g on g.id = o.group_id and g.state = 'active'
  left join visible_groups($2) v on v.id = g.id
 where o.collection_id = $1 and ($3 or v.id is not null)
   and ($4::text is null or strpos(lower(g.title), lower($4)) > 0 or strpos(g.identifier, lower($4)) > 0)
 order by role_strength(o.role) desc, g.id
 limit $5 offset $6;

-- name: count_groups(object_id, reader, sees_all, text) -> value
select count(*)
  from collection_group_roles o
  join groups g on g.id = o.group_id and g.state = 'active'
  left join visible_groups($2) v on v.id = g.id
 where o.collection_id = $1 and ($3 or v.id is not null)
   and ($4::text is null or strpos(lower(g.title), lower($4)) > 0 or strpos(g.identifier, lower($4)) > 0);

-- name: insert_account(object_id, account_id, role) -> value
-- No value when there is a role already.
insert into collection_account_roles (collection_id, account_id, role) values ($1, $2, $3)
on conflict on constraint collection_account_roles_once do nothing
returning role;

-- name: update_account(object_id, account_id, role) -> value
-- The role it was; no value when there is none.
with old as (
    select role from collection_account_roles where collection_id = $1 and account_id = $2 for update
), changed as (
    update collection_account_roles set role = $3 where collection_id = $1 and account_id = $2
)
select role from old;

-- name: delete_account(object_id, account_id) -> value
delete from collection_account_roles where collection_id = $1 and account_id = $2 returning role;

-- name: insert_group(object_id, group_id, role) -> value
insert into collection_group_roles (collection_id, group_id, role) values ($1, $2, $3)
on conflict on constraint collection_group_roles_once do nothing
returning role;

-- name: update_group(object_id, group_id, role) -> value
with old as (
    select role from collection_group_roles where collection_id = $1 and group_id = $2 for update
), changed as (
    update collection_group_roles set role = $3 where collection_id = $1 and group_id = $2
)
select role from old;

-- name: delete_group(object_id, group_id) -> value
delete from collection_group_roles where collection_id = $1 and group_id = $2 returning role;
