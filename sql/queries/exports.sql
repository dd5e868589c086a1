-- name: list_records(ids, reader) -> many
-- Those of these records that the reader may read and that are active. Asked of each by itself: they are few, while all that
-- is shared with the reader may be much.
select r.id, r.identifier, r.title, r.type, r.description, r.license, l.title as license_title, l.url as license_url, r.tags, r.extras,
       r.created_at, r.updated_at, r.creator_id, a.display_name as creator_display_name, a.orcid as creator_orcid
  from records r
  cross join lateral record_actions(r.id, $2) g
  join accounts a on a.id = r.creator_id
  left join licenses l on l.name = r.license
 where r.id = any ($1::bigint[]) and r.state = 'active' and 'read' = any (g.actions);

-- name: list_files(record_ids) -> many
-- The active files of these records, newest change first.
select f.id, f.record_id, f.name, f.description, f.mimetype, f.magic_mimetype, f.size_bytes, f.checksum, f.blob_id, f.sha256,
       f.created_at, f.updated_at, f.creator_id, a.display_name as creator_display_name, a.orcid as creator_orcid
  from files f
  join accounts a on a.id = f.creator_id
 where f.record_id = any ($1::bigint[]) and f.state = 'active'
 order by f.updated_at desc, f.id desc;

-- name: list_links(record_ids, reader, has_outgoing, has_incoming) -> many
-- The links of these records with records that the reader may read, newest first. A link between two of them comes twice.
with ends as (
    select k.id, k.from_id as record_id, k.to_id as other_id from record_links k where k.from_id = any ($1::bigint[]) and $3
     union all
    select k.id, k.to_id, k.from_id from record_links k where k.to_id = any ($1::bigint[]) and $4
)
select e.record_id, e.other_id, k.id, k.from_id, k.name, k.term, k.created_at, k.updated_at, k.creator_id,
       a.display_name as creator_display_name, a.orcid as creator_orcid
  from ends e
  join record_links k on k.id = e.id
  join accounts a on a.id = k.creator_id
  join records r on r.id = e.other_id and r.state = 'active'
  cross join lateral record_actions(r.id, $2) g
 where 'read' = any (g.actions)
 order by k.created_at desc, k.id desc;

-- name: weigh(record_ids) -> value
-- How many bytes of metadata and descriptions these records have; one that is named twice counts twice.
select coalesce(sum(named.times * (octet_length(r.extras::text) + octet_length(r.description))), 0)::bigint
  from (select x.id, count(*) as times from unnest($1::bigint[]) x (id) group by x.id) named
  join records r on r.id = named.id;

-- name: list_contents(collection_id, reader, with_children) -> many
-- The records of a collection, and of its descendants, that the reader may read; each once, newest change first. `way` are
-- the identifiers of the collections from the first child down to the one that holds the record: the shortest, of several. Each link
-- counts as some bytes more, for the record at its other end.
-- As in readable_family: a collection that the reader may not read does not hide what is below it; it is not named either.
with recursive tree as (
    select c.id, true as is_readable, '{}'::text[] as way from collections c where c.id = $1
     union all
    select c.id, v.id is not null, case when v.id is not null then t.way || c.identifier else t.way end
      from tree t
      join collections c on c.parent_id = t.id and c.state = 'active'
      left join visible_collections($2) v on v.id = c.id
     where $3
), held as (
    select distinct on (h.record_id) h.record_id, t.way
      from tree t
      join collection_records h on h.collection_id = t.id
     where t.is_readable
     order by h.record_id, cardinality(t.way), t.way
)
select r.id, r.identifier, held.way,
       pg_column_size(r.extras) + pg_column_size(r.description)
       + 4000 * ((select count(*) from record_links k where k.from_id = r.id) + (select count(*) from record_links k where k.to_id = r.id))
       as stored_bytes
  from held
  join visible_records($2) r on r.id = held.record_id
 order by r.updated_at desc, r.id desc;
