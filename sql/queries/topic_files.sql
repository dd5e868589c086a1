-- name: place(topic_id, account_id) -> one
-- What decides who may see a topic's files and change them.
select p.id, p.subject_id, p.mentor_id, p.is_open,
       exists (select from enrollments e
                where e.subject_id = p.subject_id and e.account_id = $2 and e.status = 'approved') as is_enrolled
  from placed_topics p
 where p.id = $1;

-- name: get_document(id, account_id) -> one
select f.id, f.topic_id, f.name, f.content_type, f.size_bytes, f.blob_id, f.created_at, p.mentor_id, p.is_open,
       exists (select from enrollments e
                where e.subject_id = p.subject_id and e.account_id = $2 and e.status = 'approved') as is_enrolled
  from topic_files f
  join placed_topics p on p.id = f.topic_id
 where f.id = $1 and f.kind = 'document' and f.deleted_at is null;

-- name: get_video(topic_id, account_id) -> one
-- The topic with its video; without one the file's columns are null.
select f.id, p.id as topic_id, f.name, f.content_type, f.size_bytes, f.blob_id, f.created_at, p.mentor_id, p.is_open,
       exists (select from enrollments e
                where e.subject_id = p.subject_id and e.account_id = $2 and e.status = 'approved') as is_enrolled
  from placed_topics p
  left join topic_files f on f.topic_id = p.id and f.kind = 'video' and f.deleted_at is null
 where p.id = $1;

-- name: begin_upload(id, account_id, reserved_bytes, process_id) -> run
-- Before the first byte: the row that the sweep knows the bytes by. Its id is their name.
insert into topic_uploads (id, account_id, reserved_bytes, process_id) values ($1, $2, $3, $4);

-- name: end_upload(id) -> value
-- Nothing comes of it: its bytes may go. No value: it became a file, or was ended before.
with gone as (
    delete from topic_uploads where id = $1 returning id
), discarded as (
    insert into discarded_blobs (blob_id, remove_after) select g.id, now() from gone g on conflict do nothing
)
select g.id from gone g;

-- name: list_uploads() -> many
-- Who is receiving what.
select id, process_id from topic_uploads order by created_at;

-- name: insert(upload_id, topic_id, kind, name, description, content_type, size_bytes, sha256) -> one
-- An upload becomes a file of a topic that the transaction holds. No row: the upload was ended.
with upload as (
    delete from topic_uploads where id = $1 returning id, account_id
), file as (
    insert into topic_files (topic_id, kind, name, description, content_type, size_bytes, blob_id, sha256, uploaded_by)
    select $2, $3, $4, $5, $6, $7, u.id, $8, u.account_id from upload u
    returning id, created_at
), touched as (
    update topics t set updated_at = clock_timestamp() from file f where t.id = $2
)
select f.id, f.created_at from file f;

-- name: discard_video(topic_id, keep_seconds) -> value
-- The topic has no video any more; its bytes stay a while for those who are watching. No value: there was none.
with gone as (
    update topic_files set deleted_at = now() where topic_id = $1 and kind = 'video' and deleted_at is null returning id, blob_id
), discarded as (
    insert into discarded_blobs (blob_id, remove_after)
    select g.blob_id, now() + make_interval(secs => $2::double precision) from gone g
    on conflict do nothing
), touched as (
    update topics t set updated_at = clock_timestamp() from gone g where t.id = $1
)
select g.id from gone g;

-- name: discard_document(topic_id, id, keep_seconds) -> value
with gone as (
    update topic_files set deleted_at = now()
     where id = $2 and topic_id = $1 and kind = 'document' and deleted_at is null
    returning id, blob_id
), discarded as (
    insert into discarded_blobs (blob_id, remove_after)
    select g.blob_id, now() + make_interval(secs => $3::double precision) from gone g
    on conflict do nothing
), touched as (
    update topics t set updated_at = clock_timestamp() from gone g where t.id = $1
)
select g.id from gone g;

-- name: discard_left_behind() -> run
-- Files that came to a topic in the moment in which what stands above it was deleted.
with gone as (
    update topic_files f set deleted_at = now()
      from topics t
     where t.id = f.topic_id and t.deleted_at is not null and f.deleted_at is null
    returning f.blob_id
)
insert into discarded_blobs (blob_id, remove_after) select g.blob_id, now() from gone g on conflict do nothing;

-- name: list_to_scrub(age_seconds, limit) -> many
-- Files whose bytes were not compared for long, longest first.
select f.id, f.blob_id, f.size_bytes, f.sha256 from topic_files f
 where f.deleted_at is null and coalesce(f.scrubbed_at, f.created_at) < now() - make_interval(secs => $1::double precision)
 order by f.scrubbed_at nulls first
 limit $2::bigint;

-- name: set_scrubbed(id, blob_id, is_damaged) -> run
update topic_files set scrubbed_at = now(), damaged_at = case when $3::boolean then coalesce(damaged_at, now()) end
 where id = $1 and blob_id = $2 and deleted_at is null;
