-- name: get(id, reader) -> one
-- A record of any state but purged, with what the reader may do with it. The creator's system role is for admins only.
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions
  from described_records d
  cross join lateral record_actions(d.id, $2) g
 where d.id = $1 and d.state <> 'purged';

-- name: find(identifier, reader) -> one
-- The same by identifier.
select d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions
  from described_records d
  cross join lateral record_actions(d.id, $2) g
 where d.identifier = $1 and d.state <> 'purged';

-- name: lock(id) -> value
-- Held by whoever changes a record, its roles or its state; statements after it see what was committed before.
select id from records where id = $1 for no key update;

-- name: check(identifier, license, but) -> one
-- Is the identifier taken (by another record than `but`, the trash included); is the license known.
select $1::text is not null and exists (
           select from records where identifier = $1 and state <> 'purged' and id is distinct from $3::bigint) as is_taken,
       $2::text is null or exists (select from licenses where name = $2) as is_license;

-- name: insert(creator_id, identifier, title, type, description, plain_description, license, tags, extras, visibility) -> value
-- The record, its creator's role and its first revision.
with made as (
    insert into records (creator_id, identifier, title, type, description, plain_description, license, tags, extras, visibility)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json, $10)
    returning *
), held as (
    insert into record_account_roles (record_id, account_id, role) select id, creator_id, 'admin' from made
), kept as (
    insert into record_revisions (record_id, account_id, data) select id, creator_id, record_snapshot(made) from made
)
select id from made;

-- name: update(id, identifier, title, description, plain_description, visibility, tags, extras, has_type, type, has_license, license) -> run
-- Null leaves a field as it is (type and license: unless the flag says that null is meant). Touches nothing without a difference.
update records
   set identifier = coalesce($2, identifier), title = coalesce($3, title), description = coalesce($4, description),
       plain_description = coalesce($5, plain_description), visibility = coalesce($6, visibility), tags = coalesce($7::text[], tags),
       extras = coalesce($8::text::json, extras), type = case when $9 then $10::text else type end,
       license = case when $11 then $12::text else license end, updated_at = clock_timestamp()
 where id = $1
   and (identifier, title, description, visibility, tags, extras::text, type, license) is distinct from
       (coalesce($2, identifier), coalesce($3, title), coalesce($4, description), coalesce($6, visibility), coalesce($7::text[], tags),
        coalesce($8::text, extras::text), case when $9 then $10::text else type end, case when $11 then $12::text else license end);

-- name: touch(id) -> run
-- Its roles, links or files changed.
update records set updated_at = clock_timestamp() where id = $1;

-- name: discard(id) -> run
-- Into the trash.
update records set state = 'deleted', deleted_at = clock_timestamp(), updated_at = clock_timestamp()
 where id = $1 and state = 'active';

-- name: restore(id, account_id) -> value
-- Out of the trash, by its creator only.
update records set state = 'active', deleted_at = null, updated_at = clock_timestamp()
 where id = $1 and creator_id = $2 and state = 'deleted'
returning id;

-- name: give_up(id, account_id) -> value
-- Out of the trash for good, by its creator: the identifier is free at once, the rest goes in the background.
update records set state = 'purged'
 where id = $1 and creator_id = $2 and state = 'deleted'
returning id;

-- name: give_up_expired(seconds) -> many
-- What has been in the trash for longer than that, for good.
update records set state = 'purged'
 where state = 'deleted' and deleted_at < now() - make_interval(secs => $1)
returning id;

-- name: delete(id) -> run
-- The row with its roles and revisions, once it was given up and its files are gone.
delete from records where id = $1 and state = 'purged';
