-- name: search(reader, text, of_records, limit, offset) -> many
-- Tags of what the reader may read, each once, by name. Records are all that has tags so far.
select distinct t.name
  from visible_records($1) r
  cross join lateral unnest(r.tags) t (name)
 where $3 and ($2::text is null or strpos(t.name, lower($2)) > 0)
 order by t.name
 limit $4 offset $5;

-- name: count(reader, text, of_records) -> value
select count(distinct t.name)
  from visible_records($1) r
  cross join lateral unnest(r.tags) t (name)
 where $3 and ($2::text is null or strpos(t.name, lower($2)) > 0);
