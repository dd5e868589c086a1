-- name: list(account_id, text, type, offset, limit) -> many
-- What the account made and deleted, the last first, with its title; `text` is a pattern for titles and identifiers. Each kind goes
-- along its own index.
select id, type, identifier, title, deleted_at
  from (
    select id, 'record' as type, identifier, title, deleted_at from records where creator_id = $1 and state = 'deleted'
     union all
    select id, 'collection', identifier, title, deleted_at from collections where creator_id = $1 and state = 'deleted'
     union all
    select id, 'template', identifier, title, deleted_at from templates where creator_id = $1 and state = 'deleted'
     union all
    select id, 'group', identifier, title, deleted_at from groups where creator_id = $1 and state = 'deleted'
  ) things
 where ($2::text is null or title ilike $2 or identifier ilike $2) and ($3::text is null or type = $3)
 order by deleted_at desc, id desc, type
offset $4 limit $5;

-- name: count(account_id, text, type) -> value
select count(*)
  from (
    select 'record' as type, identifier, title from records where creator_id = $1 and state = 'deleted'
     union all
    select 'collection', identifier, title from collections where creator_id = $1 and state = 'deleted'
     union all
    select 'template', identifier, title from templates where creator_id = $1 and state = 'deleted'
     union all
    select 'group', identifier, title from groups where creator_id = $1 and state = 'deleted'
  ) things
 where ($2::text is null or title ilike $2 or identifier ilike $2) and ($3::text is null or type = $3);
