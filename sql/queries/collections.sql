-- name: get(id, reader) -> one
-- A collection of any state but purged, with what the reader may do with it. The creator's system role is for admins only.
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions,
       (select v.id from visible_collections($2) v where v.id = d.parent_id) as readable_parent_id
  from described_collections d
  cross join lateral collection_actions(d.id, $2) g
 where d.id = $1 and d.state <> 'purged';

-- name: find(identifier, reader) -> one
-- The same by identifier.
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions,
       (select v.id from visible_collections($2) v where v.id = d.parent_id) as readable_parent_id
  from described_collections d
  cross join lateral collection_actions(d.id, $2) g
 where d.identifier = $1 and d.state <> 'purged';

-- name: lock(id) -> value
-- Held by whoever changes a collection, its roles or its state; statements after it see what was committed before.
select id from collections where id = $1 for no key update;

-- name: is_taken(identifier, but) -> value
-- Has another collection than `but` this identifier, the trash included.
select exists (select from collections where identifier = $1 and state <> 'purged' and id is distinct from $2::bigint);

-- name: insert(creator_id, identifier, title, description, plain_description, visibility, tags) -> value
-- The collection, its creator's role and its first revision.
with made as (
    insert into collections (creator_id, identifier, title, description, plain_description, visibility, tags)
    values ($1, $2, $3, $4, $5, $6, $7)
    returning *
), held as (
    insert into collection_account_roles (collection_id, account_id, role) select id, creator_id, 'admin' from made
), kept as (
    insert into collection_revisions (collection_id, account_id, data) select id, creator_id, collection_snapshot(made) from made
)
select id from made;

-- name: update(id, identifier, title, description, plain_description, visibility, tags) -> run
-- Null leaves a field as it is. Touches nothing without a difference.
update collections
   set identifier = coalesce($2, identifier), title = coalesce($3, title), description = coalesce($4, description),
       plain_description = coalesce($5, plain_description), visibility = coalesce($6, visibility),
       tags = coalesce($7::text[], tags), updated_at = clock_timestamp()
 where id = $1
   and (identifier, title, description, visibility, tags) is distinct from
       (coalesce($2, identifier), coalesce($3, title), coalesce($4, description), coalesce($6, visibility), coalesce($7::text[], tags));

-- name: touch(id) -> run
-- Its roles or links changed.
update collections set updated_at = clock_timestamp() where id = $1;

-- name: discard(id) -> run
-- Into the trash.
update collections set state = 'deleted', deleted_at = clock_timestamp(), updated_at = clock_timestamp()
 where id = $1 and state = 'active';

-- name: restore(id, account_id) -> value
-- Out of the trash, by its creator only.
update collections set state = 'active', deleted_at = null, updated_at = clock_timestamp()
 where id = $1 and creator_id = $2 and state = 'deleted'
returning id;

-- name: give_up(id, account_id) -> value
-- Out of the trash for good, by its creator: the identifier is free at once.
update collections set state = 'purged'
 where id = $1 and creator_id = $2 and state = 'deleted'
returning id;

-- name: give_up_expired(seconds) -> many
-- What has been in the trash for longer than that, for good.
update collections set state = 'purged'
 where state = 'deleted' and deleted_at < now() - make_interval(secs => $1)
returning id;

-- name: delete(id) -> run
-- The row, once it was given up.
delete from collections where id = $1 and state = 'purged';
