-- name: insert(record_id, creator_id, file_id, name, description, mimetype, size_bytes, reserved_bytes, upload_type, chunk_bytes, chunk_count) -> value
-- Begins an upload and reserves its bytes. No value: the record is not active any more.
insert into uploads (record_id, creator_id, file_id, name, description, mimetype, size_bytes, reserved_bytes, upload_type, chunk_bytes, chunk_count)
select r.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
  from records r
 where r.id = $1 and r.state = 'active'
returning id;

-- name: get(record_id, id, reader) -> one
-- An upload of the reader, of any state, below its record's state and actions; none: the upload's columns are null.
select r.state, g.actions, u.*, c.indexes, c.sizes, c.checksums,
       case when exists (select from research_admins o where o.account_id = $3)
            then (select p.system_role from researchers p where p.id = u.creator_id) end as creator_system_role
  from records r
  cross join lateral record_actions(r.id, $3) g
  left join described_uploads u on u.record_id = r.id and u.id = $2 and u.creator_id = $3
  left join lateral (select array_agg(k.index order by k.index) as indexes, array_agg(k.size_bytes order by k.index) as sizes,
                            array_agg(encode(k.checksum, 'hex') order by k.index) as checksums
                       from upload_chunks k
                      where k.upload_id = u.id and k.size_bytes is not null and u.upload_type = 'chunked') c on true
 where r.id = $1 and r.state <> 'purged';

-- name: list(record_id, reader) -> many
-- The reader's active and processing uploads of a record, oldest first. Always at least one row (state, actions).
select r.state, g.actions, u.*, c.indexes, c.sizes, c.checksums,
       case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = u.creator_id) end as creator_system_role
  from records r
  cross join lateral record_actions(r.id, $2) g
  left join described_uploads u on u.record_id = r.id and u.creator_id = $2 and u.upload_state <> 'inactive'
  left join lateral (select array_agg(k.index order by k.index) as indexes, array_agg(k.size_bytes order by k.index) as sizes,
                            array_agg(encode(k.checksum, 'hex') order by k.index) as checksums
                       from upload_chunks k
                      where k.upload_id = u.id and k.size_bytes is not null and u.upload_type = 'chunked') c on true
 where r.id = $1 and r.state <> 'purged'
 order by u.created_at, u.id;

-- name: list_files(ids, reader) -> many
-- Files that uploads name, whatever their state.
select f.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = f.creator_id) end as creator_system_role
  from described_files f
 where f.id = any ($1::uuid[]);

-- name: get_for_writing(record_id, id, reader, index) -> one
-- What a writer must know of an upload of his and of one chunk of it, below the record's state and actions.
select r.state, g.actions, u.id, u.record_id, u.creator_id, u.file_id, u.name, u.mimetype, u.size_bytes, u.upload_type, u.chunk_bytes,
       u.chunk_count, u.state as upload_state, u.process_id, u.finisher_id, c.claim_id, c.claim_process_id,
       extract(epoch from now() - c.claim_seen_at)::double precision as claim_silent_seconds
  from records r
  cross join lateral record_actions(r.id, $3) g
  left join uploads u on u.record_id = r.id and u.id = $2 and u.creator_id = $3
  left join upload_chunks c on c.upload_id = u.id and c.index = $4
 where r.id = $1 and r.state <> 'purged';

-- name: claim_chunk(upload_id, index, claim_id, process_id, expected_claim_id, is_forced_side) -> value
-- Claims a chunk for a writer where nobody has it, or only the expected claim that has ended. Says whether he works in
-- a side file: always when the chunk is registered. No value: somebody else was faster.
insert into upload_chunks as c (upload_id, index, claim_id, claim_process_id, claim_is_side, claim_seen_at)
select u.id, $2, $3, $4, $6::boolean, now() from uploads u where u.id = $1 and u.state = 'active'
on conflict on constraint upload_chunks_once do update
   set claim_id = $3, claim_process_id = $4, claim_is_side = c.size_bytes is not null or $6::boolean, claim_seen_at = now()
 where c.claim_id is null or c.claim_id = $5
returning claim_is_side;

-- name: touch_claim(upload_id, index, claim_id) -> run
-- Bytes are still coming.
update upload_chunks set claim_seen_at = now() where upload_id = $1 and index = $2 and claim_id = $3;

-- name: release_claim(upload_id, index, claim_id) -> run
update upload_chunks set claim_id = null, claim_process_id = null, claim_is_side = null, claim_seen_at = null
 where upload_id = $1 and index = $2 and claim_id = $3;

-- name: register_chunk(upload_id, index, claim_id, size_bytes, checksum, magic_mimetype) -> one
-- Registers what the claim's writer has on disk. A repeat with the same bytes changes nothing (is_kept is false), one
-- with other bytes switches the chunk to its side file. No row: the claim or the upload has ended.
with upload as (
    update uploads u
       set updated_at = now(), magic_mimetype = coalesce($6, u.magic_mimetype)
     where u.id = $1 and u.state = 'active'
       and exists (select from upload_chunks c where c.upload_id = $1 and c.index = $2 and c.claim_id = $3)
    returning u.id
), old as (
    select c.upload_id, c.index, c.side_id, c.claim_is_side,
           c.size_bytes is not null and c.size_bytes = $4 and c.checksum = $5 as is_same
      from upload_chunks c
      join upload u on u.id = c.upload_id
     where c.index = $2 and c.claim_id = $3
)
update upload_chunks c
   set size_bytes = $4, checksum = $5,
       side_id = case when o.is_same then c.side_id when o.claim_is_side then c.claim_id end,
       claim_id = null, claim_process_id = null, claim_is_side = null, claim_seen_at = null
  from old o
 where c.upload_id = o.upload_id and c.index = o.index and c.claim_id = $3
returning not o.is_same as is_kept, case when not o.is_same then o.side_id end as dropped_side_id;

-- name: get_state(id) -> value
select state from uploads where id = $1;

-- name: list_chunks(upload_id) -> many
-- The registered chunks in order.
select c.index, c.size_bytes, c.checksum, c.side_id from upload_chunks c
 where c.upload_id = $1 and c.size_bytes is not null
 order by c.index;

-- name: claim_finish(id, finisher_id, process_id, expected_finisher_id) -> one
-- Closes an upload for writers and gives it to one finisher; also one whose expected finisher has ended.
update uploads u
   set state = 'processing', finisher_id = $2, process_id = $3, claimed_at = now(), updated_at = now()
 where u.id = $1 and (u.state = 'active' or (u.state = 'processing' and u.finisher_id = $4))
returning u.id, u.record_id, u.creator_id, u.file_id, u.name, u.mimetype, u.magic_mimetype, u.size_bytes, u.chunk_count;

-- name: reopen(id, finisher_id) -> run
-- Finishing was not possible for reasons that pass.
update uploads set state = 'active', finisher_id = null, process_id = null, claimed_at = null
 where id = $1 and state = 'processing' and finisher_id = $2;

-- name: list_processing() -> many
select u.id, u.finisher_id, u.process_id from uploads u where u.state = 'processing' order by u.claimed_at;

-- name: end(id, claim_id, failure_code, failure_details) -> run
-- Ends an upload that came to nothing, if it is still open for this claim; its bytes may go.
with ended as (
    update uploads u
       set state = 'inactive', outcome = case u.upload_type when 'chunked' then 'failure' end, failure_code = $3,
           failure_details = $4::json, updated_at = now()
     where u.id = $1 and ((u.state = 'processing' and u.finisher_id = $2)
                          or (u.state = 'active' and exists (select from upload_chunks c
                                                              where c.upload_id = u.id and c.claim_id = $2)))
    returning u.id
)
insert into discarded_blobs (blob_id, remove_after) select e.id, now() from ended e on conflict do nothing;

-- name: delete(id) -> run
-- Ends an active upload at its owner's wish.
with ended as (
    update uploads u set state = 'inactive', updated_at = now() where u.id = $1 and u.state = 'active' returning u.id
)
insert into discarded_blobs (blob_id, remove_after) select e.id, now() from ended e on conflict do nothing;

-- name: expire(age_seconds) -> run
-- Ends active uploads that nobody wrote to for that long.
with ended as (
    update uploads u set state = 'inactive', updated_at = now()
     where u.state = 'active' and u.updated_at < now() - make_interval(secs => $1::double precision)
    returning u.id
)
insert into discarded_blobs (blob_id, remove_after) select e.id, now() from ended e on conflict do nothing;

-- name: forget(age_seconds, task_age_seconds) -> run
-- Removes the rows of uploads that have ended; those with a task stay longer, its result can be asked for.
delete from uploads u
 where u.state = 'inactive'
   and u.updated_at < now() - make_interval(secs => case when u.outcome is null then $1::double precision else $2::double precision end);

-- name: list_side_orphans(upload_ids, side_ids) -> many
-- Which of these side files no chunk holds and no claim is writing.
select s.upload_id, s.side_id
  from unnest($1::uuid[], $2::uuid[]) as s (upload_id, side_id)
 where not exists (select from upload_chunks c
                     join uploads u on u.id = c.upload_id and u.state <> 'inactive'
                    where c.upload_id = s.upload_id and (c.side_id = s.side_id or c.claim_id = s.side_id));
