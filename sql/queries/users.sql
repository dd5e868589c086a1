-- name: get(id) -> one
-- Anybody with an account, also one without the domain: a row of the surface may name him.
select * from researchers where id = $1;

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
