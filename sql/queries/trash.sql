-- name: list(account_id, text, limit, offset) -> many
-- What the account made and deleted, newest first; each kind goes along its own index.
select id, identifier, type, deleted_at
  from (
    select id, identifier, 'record' as type, deleted_at from records where creator_id = $1 and state = 'deleted'
     union all
    select id, identifier, 'collection' as type, deleted_at from collections where creator_id = $1 and state = 'deleted'
     union all
    select id, identifier, 'template' as type, deleted_at from templates where creator_id = $1 and state = 'deleted'
     union all
    select id, identifier, 'group' as type, deleted_at from groups where creator_id = $1 and state = 'deleted'
  ) things
 where $2::text is null or strpos(identifier, lower($2)) > 0
 order by deleted_at desc, id desc, type
 limit $3 offset $4;

-- name: count(account_id, text) -> value
select count(*)
  from (
    select identifier from records where creator_id = $1 and state = 'deleted'
     union all
    select identifier from collections where creator_id = $1 and state = 'deleted'
     union all
    select identifier from templates where creator_id = $1 and state = 'deleted'
     union all
    select identifier from groups where creator_id = $1 and state = 'deleted'
  ) things
 where $2::text is null or strpos(identifier, lower($2)) > 0;
