-- name: get(id, reader) -> one
-- A group of any state but purged, with what the reader may do with it. The creator's system role is for admins only.
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions
  from described_groups d
  cross join lateral group_actions(d.id, $2) g
 where d.id = $1 and d.state <> 'purged';

-- name: find(identifier, reader) -> one
-- The same by identifier.
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions
  from described_groups d
  cross join lateral group_actions(d.id, $2) g
 where d.identifier = $1 and d.state <> 'purged';

-- name: lock(id) -> value
-- Held by whoever changes a group, its roles or its state; statements after it see what was committed before.
select id from groups where id = $1 for no key update;

-- name: is_taken(identifier, but) -> value
-- Has another group than `but` this identifier, the trash included.
select exists (select from groups where identifier = $1 and state <> 'purged' and id is distinct from $2::bigint);

-- name: insert(creator_id, identifier, title, description, plain_description, visibility) -> value
-- The group, its creator's role and its first revision.
with made as (
    insert into groups (creator_id, identifier, title, description, plain_description, visibility)
    values ($1, $2, $3, $4, $5, $6)
    returning *
), held as (
    insert into memberships (group_id, account_id, role) select id, creator_id, 'admin' from made
), kept as (
    insert into group_revisions (group_id, account_id, data) select id, creator_id, group_snapshot(made) from made
)
select id from made;

-- name: update(id, identifier, title, description, plain_description, visibility) -> run
-- Null leaves a field as it is. Touches nothing without a difference.
update groups
   set identifier = coalesce($2, identifier), title = coalesce($3, title), description = coalesce($4, description),
       plain_description = coalesce($5, plain_description), visibility = coalesce($6, visibility),
       updated_at = clock_timestamp()
 where id = $1
   and (identifier, title, description, visibility) is distinct from
       (coalesce($2, identifier), coalesce($3, title), coalesce($4, description), coalesce($6, visibility));

-- name: touch(id) -> run
-- Its members changed.
update groups set updated_at = clock_timestamp() where id = $1;

-- name: discard(id) -> run
-- Into the trash.
update groups set state = 'deleted', deleted_at = clock_timestamp(), updated_at = clock_timestamp()
 where id = $1 and state = 'active';

-- name: restore(id, account_id) -> value
-- Out of the trash, by its creator only.
update groups set state = 'active', deleted_at = null, updated_at = clock_timestamp()
 where id = $1 and creator_id = $2 and state = 'deleted'
returning id;

-- name: give_up(id, account_id) -> value
-- Out of the trash for good, by its creator: the identifier is free at once.
update groups set state = 'purged'
 where id = $1 and creator_id = $2 and state = 'deleted'
returning id;

-- name: give_up_expired(seconds) -> many
-- What has been in the trash for longer than that, for good.
update groups set state = 'purged'
 where state = 'deleted' and deleted_at < now() - make_interval(secs => $1)
returning id;

-- name: delete(id) -> run
-- The row, once it was given up.
delete from groups where id = $1 and state = 'purged';

-- name: exists(id) -> value
-- Is there such a group? In the trash it counts for nothing.
select true from groups where id = $1 and state = 'active';
