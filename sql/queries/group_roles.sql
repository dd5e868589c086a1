-- name: list_accounts(object_id, text, exclude, limit, offset) -> many
-- Active members, the creator first, then the stronger ones. `text` is in the display name or the username.
select p.*, o.role
  from memberships o
  join groups r on r.id = o.group_id
  join researchers p on p.id = o.account_id
 where o.group_id = $1 and p.is_active
   and ($2::text is null or strpos(lower(p.display_name), lower($2)) > 0 or strpos(lower(p.username), lower($2)) > 0)
   and ($3::bigint[] is null or p.id <> all ($3))
 order by p.id = r.creator_id desc, role_strength(o.role) desc, p.id
 limit $4 offset $5;

-- name: count_accounts(object_id, text, exclude) -> value
select count(*)
  from memberships o
  join researchers p on p.id = o.account_id
 where o.group_id = $1 and p.is_active
   and ($2::text is null or strpos(lower(p.display_name), lower($2)) > 0 or strpos(lower(p.username), lower($2)) > 0)
   and ($3::bigint[] is null or p.id <> all ($3));

-- name: insert_account(object_id, account_id, role) -> value
-- No value when there is a role already.
insert into memberships (group_id, account_id, role) values ($1, $2, $3)
on conflict on constraint memberships_once do nothing
returning role;

-- name: update_account(object_id, account_id, role) -> value
-- The role it was; no value when there is none.
with old as (
    select role from memberships where group_id = $1 and account_id = $2 for update
), changed as (
    update memberships set role = $3 where group_id = $1 and account_id = $2
)
select role from old;

-- name: delete_account(object_id, account_id) -> value
delete from memberships where group_id = $1 and account_id = $2 returning role;

