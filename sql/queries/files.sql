-- name: gate(record_id, reader) -> one
-- What the reader may do with a record, of any state but purged.
select r.id as record_id, r.state, r.identifier as record_identifier, g.actions
  from records r
  cross join lateral record_actions(r.id, $2) g
 where r.id = $1 and r.state <> 'purged';

-- name: get(record_id, id, reader) -> one
-- An active file below its record's state and actions; no file: the file's columns are null.
select r.state, g.actions, f.*, case when exists (select from research_admins o where o.account_id = $3)
            then (select p.system_role from researchers p where p.id = f.creator_id) end as creator_system_role
  from records r
  cross join lateral record_actions(r.id, $3) g
  left join described_files f on f.record_id = r.id and f.id = $2 and f.file_state = 'active'
 where r.id = $1 and r.state <> 'purged';

-- name: get_by_name(record_id, name, reader) -> one
select r.state, g.actions, f.*, case when exists (select from research_admins o where o.account_id = $3)
            then (select p.system_role from researchers p where p.id = f.creator_id) end as creator_system_role
  from records r
  cross join lateral record_actions(r.id, $3) g
  left join described_files f on f.record_id = r.id and f.name = $2 and f.file_state = 'active'
 where r.id = $1 and r.state <> 'purged';

-- name: get_directly(id, reader) -> one
-- An active file by its id alone, with its record's state and actions.
select r.state, g.actions, f.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = f.creator_id) end as creator_system_role
  from described_files f
  join records r on r.id = f.record_id and r.state <> 'purged'
  cross join lateral record_actions(r.id, $2) g
 where f.id = $1 and f.file_state = 'active';

-- name: list(record_id, reader, filter, sort, limit, offset) -> many
-- A page of a record's active files. Always at least one row: it carries state, actions and total, the file's columns
-- are null when the page is empty. No row: no such record.
with gate as (
    select r.state, g.actions
      from records r
      cross join lateral record_actions(r.id, $2) g
     where r.id = $1 and r.state <> 'purged'
), matching as (
    select f.id, f.name, f.size_bytes, f.created_at, f.updated_at
      from files f
     where f.record_id = $1 and f.state = 'active' and ($3::text = '' or position(lower($3) in lower(f.name)) > 0)
), page as (
    select m.id, row_number() over (
               order by case when $4::text = 'name' then lower(m.name) end, case when $4 = '-name' then lower(m.name) end desc,
                        case when $4 = 'size' then m.size_bytes end, case when $4 = '-size' then m.size_bytes end desc,
                        case when $4 = 'created_at' then m.created_at end, case when $4 = '-created_at' then m.created_at end desc,
                        case when $4 = 'last_modified' then m.updated_at end,
                        case when $4 = '-last_modified' then m.updated_at end desc,
                        case when left($4, 1) = '-' then m.id end desc, m.id) as place
      from matching m
     order by place
     limit $5::bigint offset $6::bigint
)
select gate.state, gate.actions, (select count(*) from matching) as total, f.*,
       case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = f.creator_id) end as creator_system_role
  from gate
  left join page on true
  left join described_files f on f.id = page.id
 order by page.place;

-- name: list_all(record_id) -> many
-- The active files of a record, for an archive.
select f.name, f.size_bytes, f.blob_id, f.updated_at
  from files f
 where f.record_id = $1 and f.state = 'active'
 order by lower(f.name), f.name, f.id;

-- name: insert(upload_id, claim_id, mimetype, magic_mimetype, checksum, sha256) -> one
-- Turns an upload into a new file: file, first revision, the record's last change, the upload's end. No row: the
-- upload is not open for this claim any more, or the name is taken.
with upload as (
    select u.id, u.record_id, u.creator_id, u.name, u.description, u.size_bytes
      from uploads u
     where u.id = $1 and ((u.state = 'processing' and u.finisher_id = $2)
                          or (u.state = 'active' and exists (select from upload_chunks c
                                                              where c.upload_id = u.id and c.index = 0 and c.claim_id = $2)))
       for no key update of u
), file as (
    insert into files (record_id, creator_id, name, description, mimetype, magic_mimetype, size_bytes, checksum, blob_id, sha256)
    select u.record_id, u.creator_id, u.name, coalesce(u.description, ''), $3, $4, u.size_bytes, $5, u.id, $6 from upload u
    on conflict (record_id, name) where state = 'active' do nothing
    returning id, record_id, creator_id, file_snapshot(files) as data
), revision as (
    insert into file_revisions (file_id, account_id, data) select f.id, f.creator_id, f.data from file f
), touched as (
    update records r set updated_at = now() from file f where r.id = f.record_id
), ended as (
    update uploads u
       set state = 'inactive', outcome = case u.upload_type when 'chunked' then 'success' end, result_file_id = f.id, checksum = $5,
           magic_mimetype = $4, updated_at = now()
      from file f
     where u.id = $1
), released as (
    update upload_chunks c set claim_id = null, claim_process_id = null, claim_is_side = null, claim_seen_at = null
      from file f
     where c.upload_id = $1 and c.claim_id is not null
)
select f.id, f.record_id, f.creator_id from file f;

-- name: replace(upload_id, claim_id, mimetype, magic_mimetype, checksum, sha256, keep_seconds) -> one
-- Turns an upload into the new data of its file; the old bytes stay a while for those who are reading them. No row:
-- the upload is not open for this claim any more, or the file is gone.
with upload as (
    select u.id, u.file_id, u.creator_id, u.description, u.size_bytes
      from uploads u
     where u.id = $1 and ((u.state = 'processing' and u.finisher_id = $2)
                          or (u.state = 'active' and exists (select from upload_chunks c
                                                              where c.upload_id = u.id and c.index = 0 and c.claim_id = $2)))
       for no key update of u
), old as (
    select f.id, f.blob_id, file_snapshot(f) as data
      from files f
      join upload u on u.file_id = f.id
     where f.state = 'active'
       for no key update of f
), file as (
    update files f
       set description = coalesce(u.description, f.description), mimetype = $3, magic_mimetype = $4, size_bytes = u.size_bytes,
           checksum = $5, blob_id = u.id, sha256 = $6, scrubbed_at = null, damaged_at = null, updated_at = now()
      from upload u, old o
     where f.id = o.id
    returning f.id, f.record_id, u.creator_id, file_snapshot(f) as data, o.data as old_data, o.blob_id as old_blob_id
), revision as (
    insert into file_revisions (file_id, account_id, data)
    select f.id, f.creator_id, f.data from file f where f.data::text <> f.old_data::text
), touched as (
    update records r set updated_at = now() from file f where r.id = f.record_id
), discarded as (
    insert into discarded_blobs (blob_id, remove_after)
    select f.old_blob_id, now() + make_interval(secs => $7::double precision) from file f
    on conflict do nothing
), ended as (
    update uploads u
       set state = 'inactive', outcome = case u.upload_type when 'chunked' then 'success' end, result_file_id = f.id, checksum = $5,
           magic_mimetype = $4, updated_at = now()
      from file f
     where u.id = $1
), released as (
    update upload_chunks c set claim_id = null, claim_process_id = null, claim_is_side = null, claim_seen_at = null
      from file f
     where c.upload_id = $1 and c.claim_id is not null
)
select f.id, f.record_id, f.creator_id from file f;

-- name: update(id, account_id, name, description, mimetype) -> one
-- New metadata; null leaves a field as it is. Nothing moves when nothing changes. No row: the file is gone.
with old as (
    select f.id, f.name, f.description, f.mimetype
      from files f
     where f.id = $1 and f.state = 'active'
       for no key update of f
), file as (
    update files f
       set name = coalesce($3, f.name), description = coalesce($4, f.description), mimetype = coalesce($5, f.mimetype),
           updated_at = now()
      from old o
     where f.id = o.id
       and (o.name, o.description, o.mimetype) is distinct from
           (coalesce($3, o.name), coalesce($4, o.description), coalesce($5, o.mimetype))
    returning f.id, f.record_id, file_snapshot(f) as data
), revision as (
    insert into file_revisions (file_id, account_id, data) select f.id, $2, f.data from file f
), touched as (
    update records r set updated_at = now() from file f where r.id = f.record_id
)
select o.id, exists (select from file) as is_changed from old o;

-- name: delete(id, account_id, keep_seconds) -> one
-- The file leaves the record; its revisions stay, its bytes for a while.
with file as (
    update files f set state = 'inactive', updated_at = now()
     where f.id = $1 and f.state = 'active'
    returning f.id, f.record_id, f.blob_id, file_snapshot(f) as data
), revision as (
    insert into file_revisions (file_id, account_id, data) select f.id, $2, f.data from file f
), touched as (
    update records r set updated_at = now() from file f where r.id = f.record_id
), discarded as (
    insert into discarded_blobs (blob_id, remove_after)
    select f.blob_id, now() + make_interval(secs => $3::double precision) from file f
    on conflict do nothing
)
select f.id, f.record_id from file f;

-- name: used_bytes(account_id) -> value
-- What counts against the quota of an account.
select used_bytes from storage_usage where account_id = $1;

-- name: list_discarded(limit) -> many
-- Bytes whose time is over.
select d.blob_id from discarded_blobs d
 where d.remove_after <= now() and not exists (select from needed_blobs n where n.blob_id = d.blob_id)
 order by d.remove_after
 limit $1::bigint;

-- name: forget_discarded(blob_id) -> run
-- After the bytes are gone.
delete from discarded_blobs where blob_id = $1;

-- name: list_orphans(blob_ids) -> many
-- Which of these complete or staged blobs no row needs.
select b.id
  from unnest($1::uuid[]) as b (id)
 where not exists (select from needed_blobs n where n.blob_id = b.id)
   and not exists (select from uploads u where u.id = b.id and u.state <> 'inactive')
   and not exists (select from topic_uploads t where t.id = b.id)
   and not exists (select from discarded_blobs d where d.blob_id = b.id);

-- name: list_unhashed(limit) -> many
select f.id, f.blob_id, f.size_bytes, f.sha256 from files f
 where f.state = 'active' and f.sha256 is null and f.damaged_at is null
 order by f.created_at
 limit $1::bigint;

-- name: set_hash(id, blob_id, sha256) -> run
-- Guarded by the blob: the data may have been replaced while it was read.
update files set sha256 = $3, scrubbed_at = now() where id = $1 and blob_id = $2 and sha256 is null;

-- name: list_to_scrub(age_seconds, limit) -> many
-- Files whose bytes were not compared for long, longest first.
select f.id, f.blob_id, f.size_bytes, f.sha256 from files f
 where f.state = 'active' and f.sha256 is not null
   and coalesce(f.scrubbed_at, f.created_at) < now() - make_interval(secs => $1::double precision)
 order by f.scrubbed_at nulls first
 limit $2::bigint;

-- name: set_scrubbed(id, blob_id, is_damaged) -> run
update files set scrubbed_at = now(), damaged_at = case when $3::boolean then coalesce(damaged_at, now()) end
 where id = $1 and blob_id = $2;

-- name: get_blob(id) -> one
-- Where the bytes of an active file are, and what they should be.
select f.id, f.blob_id, f.size_bytes, f.sha256 from files f where f.id = $1 and f.state = 'active';
