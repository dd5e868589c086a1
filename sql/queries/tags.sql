-- name: search(reader, text, of_records, of_collections, limit, offset) -> many
-- Tags of records and collections that the reader may read, each once, by name.
select t.name
  from (select unnest(r.tags) as name from visible_records($1) r where $3::boolean
         union
        select unnest(c.tags) as name from visible_collections($1) c where $4::boolean) t
 where $2::text is null or strpos(t.name, lower($2)) > 0
 order by t.name
 limit $5 offset $6;

-- name: count(reader, text, of_records, of_collections) -> value
select count(*)
  from (select unnest(r.tags) as name from visible_records($1) r where $3::boolean
         union
        select unnest(c.tags) as name from visible_collections($1) c where $4::boolean) t
 where $2::text is null or strpos(t.name, lower($2)) > 0;
