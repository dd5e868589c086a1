-- name: search(text, limit, offset) -> many
-- By title.
select name, title, url
  from licenses
 where $1::text is null or strpos(lower(title), lower($1)) > 0 or strpos(lower(name), lower($1)) > 0
 order by title, name
 limit $2 offset $3;

-- name: count(text) -> value
select count(*) from licenses
 where $1::text is null or strpos(lower(title), lower($1)) > 0 or strpos(lower(name), lower($1)) > 0;
