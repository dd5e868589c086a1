-- name: get(id) -> one
-- Anybody with an account: for oneself.
select * from researchers where id = $1;

-- name: get_known(id) -> one
-- Whoever has the domain, and whoever a row of the surface names. Who made a record, collection, template or group has a role on it.
select p.*
  from researchers p
 where p.id = $1
   and (p.is_listed
        or exists (select from record_account_roles o where o.account_id = $1)
        or exists (select from collection_account_roles o where o.account_id = $1)
        or exists (select from template_account_roles o where o.account_id = $1)
        or exists (select from memberships m where m.account_id = $1)
        or exists (select from files f where f.creator_id = $1)
        or exists (select from record_links l where l.creator_id = $1)
        or exists (select from record_revisions v where v.account_id = $1)
        or exists (select from file_revisions v where v.account_id = $1)
        or exists (select from collection_revisions v where v.account_id = $1)
        or exists (select from template_revisions v where v.account_id = $1)
        or exists (select from group_revisions v where v.account_id = $1));

-- name: find(username) -> one
select * from researchers where lower(username) = lower($1) and is_listed;

-- name: find_active(id) -> value
-- Is there such an active researcher?
select id from researchers where id = $1 and is_listed and is_active;

-- name: search(text, with_inactive, limit, offset) -> many
-- Newest first.
select *
  from researchers
 where is_listed and ($2 or is_active)
   and ($1::text is null or strpos(lower(display_name), lower($1)) > 0 or strpos(lower(username), lower($1)) > 0)
 order by created_at desc, id desc
 limit $3 offset $4;

-- name: count(text, with_inactive) -> value
select count(*)
  from researchers
 where is_listed and ($2 or is_active)
   and ($1::text is null or strpos(lower(display_name), lower($1)) > 0 or strpos(lower(username), lower($1)) > 0);
