-- name: list(account_id, text, limit, offset) -> many
-- What the account made and deleted, newest first.
select id, identifier, 'record' as type, deleted_at
  from records
 where creator_id = $1 and state = 'deleted' and ($2::text is null or strpos(identifier, lower($2)) > 0)
 order by deleted_at desc, id desc
 limit $3 offset $4;

-- name: count(account_id, text) -> value
select count(*) from records
 where creator_id = $1 and state = 'deleted' and ($2::text is null or strpos(identifier, lower($2)) > 0);
