-- name: get_store() -> one
-- Where the objects are, and whether files are read there.
select s.installation_id, s.place, s.is_on, exists (select from stored_objects o where o.state = 'stored') as is_read from object_store s;

-- name: count() -> value
-- How many objects there may be.
select count(*) from stored_objects where state in ('copying', 'stored', 'discarded');

-- name: set_store(place, is_on) -> run
update object_store set place = coalesce($1, place), is_on = $2 where (place, is_on) is distinct from (coalesce($1, place), $2);

-- name: forget_waiting() -> run
-- Nothing goes to the store any more.
delete from stored_objects where state in ('waiting', 'kept');

-- name: list_held(blob_ids) -> many
-- Which of these are read in the store.
select blob_id, size_bytes, modified_at from stored_objects where blob_id = any ($1::uuid[]) and state = 'stored';

-- name: list_copying() -> many
select blob_id, process_id, claim_id from stored_objects where state = 'copying';

-- name: put_back(blob_id, claim_id) -> run
-- Whoever was copying does not any more. It waits behind all others, so that one that cannot be copied stops nobody.
update stored_objects set state = 'waiting', process_id = null, claim_id = null, asked_at = clock_timestamp()
 where blob_id = $1 and claim_id = $2 and state = 'copying';

-- name: claim_next(process_id, claim_id) -> one
-- The one that waits longest, for this copier, with what is known of its bytes; null size: nobody needs it any more.
with next as (
    select blob_id from stored_objects where state = 'waiting' order by asked_at, blob_id limit 1 for update skip locked
), claimed as (
    update stored_objects o set state = 'copying', process_id = $1, claim_id = $2 from next where o.blob_id = next.blob_id
    returning o.blob_id
)
select c.blob_id, n.size_bytes, n.sha256 from claimed c left join needed_blobs n on n.blob_id = c.blob_id;

-- name: finish(blob_id, claim_id, size_bytes, sha256, modified_at) -> run
-- From now on the bytes are read in the store. 0 when the claim was lost. A file without SHA-256 gets it.
with stored as (
    update stored_objects
       set state = 'stored', size_bytes = $3, sha256 = $4, modified_at = $5, stored_at = now(), process_id = null, claim_id = null
     where blob_id = $1 and claim_id = $2 and state = 'copying'
    returning blob_id
), hashed as (
    update files f set sha256 = $4, scrubbed_at = now() from stored s where f.blob_id = s.blob_id and f.sha256 is null
)
select blob_id from stored;

-- name: end_copy(blob_id, claim_id, state) -> run
-- It was not copied: kept on disk, or discarded because nobody needs it.
update stored_objects set state = $3, remove_after = now(), process_id = null, claim_id = null
 where blob_id = $1 and claim_id = $2 and state = 'copying';

-- name: lacks_job() -> value
-- Whether something waits, and no job that would copy it.
select exists (select from stored_objects where state = 'waiting')
       and not exists (select from jobs where kind = 'objects.copy' and state in ('waiting', 'running'));

-- name: adopt(limit) -> run
-- Files that were there before the store was: they wait now.
insert into stored_objects (blob_id)
select n.blob_id from needed_blobs n
 where not exists (select from stored_objects o where o.blob_id = n.blob_id)
 limit $1::bigint
on conflict do nothing;

-- name: ask_again() -> run
-- What was kept because it was damaged, and is whole again by what the scrub says.
update stored_objects o set state = 'waiting', asked_at = now()
 where o.state = 'kept' and exists (select from needed_blobs n where n.blob_id = o.blob_id and n.sha256 is not null and n.damaged_at is null);

-- name: list_discarded(limit) -> many
-- Objects that go.
select o.blob_id, o.process_id, o.claim_id, exists (select from needed_blobs n where n.blob_id = o.blob_id) as is_needed
  from stored_objects o
 where o.state = 'discarded' and o.remove_after <= now()
 order by o.remove_after
 limit $1::bigint;

-- name: forget(blob_ids) -> run
-- After the objects are gone.
delete from stored_objects where blob_id = any ($1::uuid[]) and state = 'discarded';

-- name: list_stored(after, limit) -> many
-- What is to come back, one page after another.
select o.blob_id, o.size_bytes, o.sha256, o.modified_at from stored_objects o
 where o.state = 'stored' and o.blob_id > $1
 order by o.blob_id
 limit $2::bigint;

-- name: give_back(blob_id, keep_seconds) -> run
-- The bytes are on disk again; the object stays a while for those who are reading it.
update stored_objects set state = 'discarded', remove_after = now() + make_interval(secs => $2::double precision)
 where blob_id = $1 and state = 'stored';

-- name: discard_unneeded(limit) -> run
-- Objects of files that are gone, should nobody have said so.
update stored_objects set state = 'discarded', remove_after = now()
 where blob_id in (select o.blob_id from stored_objects o
                    where o.state = 'stored' and not exists (select from needed_blobs n where n.blob_id = o.blob_id)
                      and not exists (select from discarded_blobs d where d.blob_id = o.blob_id)
                    limit $1::bigint);

-- name: list_unknown(blob_ids) -> many
-- Objects that nobody knows.
select b.id from unnest($1::uuid[]) as b (id) where not exists (select from stored_objects o where o.blob_id = b.id);
