-- name: lock_hierarchy() -> run
-- Changes of the hierarchy go one after the other; got before the locks of the collections (the trigger wants it too).
select pg_advisory_xact_lock(hashtextextended('collections.parent_id', 0));

-- name: lock_collections(ids) -> many
-- In one order, so that nobody waits in a circle.
select id from collections where id = any ($1::bigint[]) order by id for no key update;

-- name: lock_family(id) -> many
-- A collection and its children, to take it away from above them.
select id from collections where id = $1 or parent_id = $1 order by id for no key update;

-- name: insert_record(collection_id, record_id) -> value
-- Nothing when the record is in it already.
insert into collection_records (collection_id, record_id)
values ($1, $2)
on conflict on constraint collection_records_once do nothing
returning record_id;

-- name: delete_record(collection_id, record_id) -> run
delete from collection_records where collection_id = $1 and record_id = $2;

-- name: set_parent(id, parent_id) -> run
-- One parent each; a trigger refuses circles.
update collections set parent_id = $2 where id = $1 and parent_id is null;

-- name: clear_family(id) -> run
-- Neither parent nor children; what is below is nobody's then.
update collections set parent_id = null where parent_id = $1 or id = $1 and parent_id is not null;

-- name: clear_parent(id, parent_id) -> run
update collections set parent_id = null where id = $1 and parent_id = $2;

-- name: list_records(collection_id, reader, with_children, text, actions, sort, limit, offset) -> many
-- A page of the records of a collection, and if wanted of the descendants that the reader may read, each once: those that he
-- may read and holds all of `actions` on. The ids are found first, so that rows passed over need not be fetched.
with held as (
    select distinct h.record_id
      from readable_family($1, $2, $3) f
      join collection_records h on h.collection_id = f.collection_id
), found as (
    select page.id, row_number() over () as place
      from (select r.id
              from visible_records($2) r
             where r.id in (select held.record_id from held)
               and ($4::text is null or strpos(lower(r.title), lower($4)) > 0 or strpos(r.identifier, lower($4)) > 0)
               and ($5::text[] is null or (select g.actions @> $5 from record_actions(r.id, $2) g))
             order by case when $6 = 'last_modified' then r.updated_at end, case when $6 = '-last_modified' then r.updated_at end desc,
                      case when $6 = 'created_at' then r.created_at end, case when $6 = '-created_at' then r.created_at end desc,
                      case when $6 = 'title' then lower(r.title) end, case when $6 = '-title' then lower(r.title) end desc,
                      case when $6 = 'identifier' then r.identifier end, case when $6 = '-identifier' then r.identifier end desc,
                      case when left($6, 1) = '-' then r.id end desc, r.id
             limit $7 offset $8) page
)
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from found
  join described_records d on d.id = found.id
 order by found.place;

-- name: count_records(collection_id, reader, with_children, text, actions) -> value
-- How many `list_records` finds on all its pages.
select count(*)
  from visible_records($2) r
 where r.id in (select h.record_id
                  from readable_family($1, $2, $3) f
                  join collection_records h on h.collection_id = f.collection_id)
   and ($4::text is null or strpos(lower(r.title), lower($4)) > 0 or strpos(r.identifier, lower($4)) > 0)
   and ($5::text[] is null or (select g.actions @> $5 from record_actions(r.id, $2) g));

-- name: list_collections(parent_id, record_id, reader, text, actions, sort, limit, offset) -> many
-- A page of the children of a collection, or of the collections of a record (the other one is null): those that the reader
-- may read and holds all of `actions` on.
with found as (
    select page.id, row_number() over () as place
      from (select c.id
              from visible_collections($3) c
             where ($1::bigint is null or c.parent_id = $1)
               and ($2::bigint is null or c.id in (select h.collection_id from collection_records h where h.record_id = $2))
               and ($4::text is null or strpos(lower(c.title), lower($4)) > 0 or strpos(c.identifier, lower($4)) > 0)
               and ($5::text[] is null or (select g.actions @> $5 from collection_actions(c.id, $3) g))
             order by case when $6 = 'last_modified' then c.updated_at end, case when $6 = '-last_modified' then c.updated_at end desc,
                      case when $6 = 'created_at' then c.created_at end, case when $6 = '-created_at' then c.created_at end desc,
                      case when $6 = 'title' then lower(c.title) end, case when $6 = '-title' then lower(c.title) end desc,
                      case when $6 = 'identifier' then c.identifier end, case when $6 = '-identifier' then c.identifier end desc,
                      case when left($6, 1) = '-' then c.id end desc, c.id
             limit $7 offset $8) page
)
select d.*, case when exists (select from research_admins o where o.account_id = $3)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role,
       (select v.id from visible_collections($3) v where v.id = d.parent_id) as readable_parent_id
  from found
  join described_collections d on d.id = found.id
 order by found.place;

-- name: count_collections(parent_id, record_id, reader, text, actions) -> value
-- How many `list_collections` finds on all its pages.
select count(*)
  from visible_collections($3) c
 where ($1::bigint is null or c.parent_id = $1)
   and ($2::bigint is null or c.id in (select h.collection_id from collection_records h where h.record_id = $2))
   and ($4::text is null or strpos(lower(c.title), lower($4)) > 0 or strpos(c.identifier, lower($4)) > 0)
   and ($5::text[] is null or (select g.actions @> $5 from collection_actions(c.id, $3) g));
