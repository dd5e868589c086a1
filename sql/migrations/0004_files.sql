-- Files of records and how their bytes come in. A row is the truth; bytes follow it (server/blobs.py).

create table files (
    id              uuid primary key default gen_random_uuid(),
    record_id       bigint not null references records (id) on delete cascade,
    creator_id      bigint not null references accounts (id),
    name            text not null constraint files_name_length check (char_length(name) between 1 and 256),
    description     text not null default '' constraint files_description_length check (char_length(description) <= 50000),
    mimetype        text not null constraint files_mimetype_length check (char_length(mimetype) <= 256),
    magic_mimetype  text not null,
    size_bytes      bigint not null constraint files_size_not_negative check (size_bytes >= 0),
    -- As the interface shows it: MD5, or MD5 of the chunks' MD5s with their number.
    checksum        text,
    blob_id         uuid not null,
    -- Of the whole content; null until a job has read it.
    sha256          bytea,
    scrubbed_at     timestamptz,
    -- Set when a scrub found other bytes than were acknowledged, or none.
    damaged_at      timestamptz,
    state           text not null default 'active' constraint files_state_known check (state in ('active', 'inactive')),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);
create unique index files_name_once_per_record on files (record_id, name) where state = 'active';
create unique index files_blob_once on files (blob_id) where state = 'active';
create index files_by_record on files (record_id, updated_at, id) where state = 'active';
create index files_by_creator on files (creator_id);
create index files_by_mimetype on files (mimetype, record_id) where state = 'active';
create index files_without_sha256 on files (created_at) where state = 'active' and sha256 is null and damaged_at is null;
create index files_by_scrub on files (scrubbed_at) where state = 'active' and sha256 is not null;

-- What a file was after each change; `data` holds the tracked fields under the names of the interface.
create table file_revisions (
    id         bigint generated always as identity primary key,
    file_id    uuid not null references files (id) on delete cascade,
    account_id bigint not null references accounts (id),
    data       json not null,
    created_at timestamptz not null default now()
);
create index file_revisions_by_file on file_revisions (file_id, id);

create function file_snapshot(f files) returns json language sql stable as $$
    select json_build_object('checksum', f.checksum, 'description', f.description, 'mimetype', f.mimetype, 'name', f.name,
                             'size', f.size_bytes, 'state', f.state)
$$;

-- A file with the person who made it, as every answer shows it.
create view described_files as
select f.id, f.record_id, f.name, f.description, f.mimetype, f.magic_mimetype, f.size_bytes, f.checksum, f.blob_id,
       f.state as file_state, f.created_at, f.updated_at, f.creator_id, p.display_name as creator_display_name,
       p.username as creator_username, p.orcid as creator_orcid, p.is_active as creator_is_active, p.email as creator_email,
       p.email_verified_at is not null as creator_email_confirmed, p.is_email_public as creator_is_email_public, p.created_at as creator_created_at
  from files f
  join researchers p on p.id = f.creator_id;

create table uploads (
    -- Also the name of the bytes, in staging and when they are complete.
    id               uuid primary key default gen_random_uuid(),
    record_id        bigint not null references records (id) on delete cascade,
    creator_id       bigint not null references accounts (id),
    -- The file whose data is to be replaced; null makes a new one.
    file_id          uuid references files (id) on delete cascade,
    name             text not null constraint uploads_name_length check (char_length(name) between 1 and 256),
    -- Null: not given.
    description      text constraint uploads_description_length check (char_length(description) <= 50000),
    mimetype         text constraint uploads_mimetype_length check (char_length(mimetype) <= 256),
    -- From the first chunk.
    magic_mimetype   text,
    size_bytes       bigint not null constraint uploads_size_not_negative check (size_bytes >= 0),
    -- What counts against the quota until the file itself does.
    reserved_bytes   bigint not null constraint uploads_reserved_not_negative check (reserved_bytes >= 0),
    checksum         text,
    upload_type      text not null constraint uploads_type_known check (upload_type in ('direct', 'chunked')),
    chunk_bytes      bigint not null,
    chunk_count      integer not null constraint uploads_chunk_count_positive check (chunk_count > 0),
    state            text not null default 'active' constraint uploads_state_known check (state in ('active', 'processing', 'inactive')),
    -- Who is finishing it.
    process_id       uuid,
    finisher_id      uuid,
    claimed_at       timestamptz,
    -- How finishing ended; null as long as it did not, and for uploads without a task.
    outcome          text constraint uploads_outcome_known check (outcome in ('success', 'failure')),
    failure_code     text,
    failure_details  json,
    result_file_id   uuid references files (id) on delete set null,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    constraint uploads_finished_once check ((outcome is null) or state = 'inactive')
);
create index uploads_by_record on uploads (record_id, creator_id, created_at, id) where state <> 'inactive';
create index uploads_by_file on uploads (file_id) where file_id is not null;
create index uploads_by_result on uploads (result_file_id) where result_file_id is not null;
create index uploads_by_state on uploads (state, updated_at);
create index uploads_by_creator on uploads (creator_id);

-- The same for an upload.
create view described_uploads as
select u.id, u.record_id, u.file_id, u.name, u.description, u.mimetype, u.size_bytes, u.reserved_bytes, u.checksum, u.upload_type,
       u.chunk_bytes, u.chunk_count, u.state as upload_state, u.process_id, u.finisher_id, u.outcome, u.failure_code, u.failure_details,
       u.result_file_id, u.created_at, u.updated_at, u.creator_id, p.display_name as creator_display_name,
       p.username as creator_username, p.orcid as creator_orcid, p.is_active as creator_is_active, p.email as creator_email,
       p.email_verified_at is not null as creator_email_confirmed, p.is_email_public as creator_is_email_public, p.created_at as creator_created_at
  from uploads u
  join researchers p on p.id = u.creator_id;

-- A chunk and who is writing it just now. Size and checksum are null until it is registered.
create table upload_chunks (
    upload_id        uuid not null references uploads (id) on delete cascade,
    index            integer not null constraint upload_chunks_index_not_negative check (index >= 0),
    size_bytes       bigint constraint upload_chunks_size_not_negative check (size_bytes >= 0),
    checksum         bytea,
    -- The side file that holds a chunk which was sent again with other bytes; null: the chunk is in its place.
    side_id          uuid,
    claim_id         uuid,
    claim_process_id uuid,
    -- The writer of a registered chunk works in a side file that is named by the claim.
    claim_is_side    boolean,
    -- When its bytes were last seen.
    claim_seen_at    timestamptz,
    constraint upload_chunks_once primary key (upload_id, index),
    constraint upload_chunks_registered_whole check ((size_bytes is null) = (checksum is null))
);

-- Bytes that no row needs any more; kept until then for those who are still reading them.
create table discarded_blobs (
    blob_id      uuid primary key,
    remove_after timestamptz not null
);
create index discarded_blobs_by_time on discarded_blobs (remove_after);

create function discard_blob() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'files' then
        insert into discarded_blobs (blob_id, remove_after) values (old.blob_id, now()) on conflict do nothing;
    else
        insert into discarded_blobs (blob_id, remove_after) values (old.id, now()) on conflict do nothing;
    end if;
    return null;
end $$;

-- A purged record, a removed account: the bytes go with the rows.
create trigger discard_blob after delete on files for each row when (old.state = 'active') execute function discard_blob();
create trigger discard_blob after delete on uploads for each row when (old.state <> 'inactive') execute function discard_blob();

-- What each person's active files and open uploads take up. Kept by triggers, so that it is right whatever a
-- statement does; its row is also what two uploads that begin at once wait for.
create table storage_usage (
    account_id bigint primary key references accounts (id) on delete cascade,
    used_bytes bigint not null default 0
);

create function count_storage(account bigint, difference bigint) returns void language sql as $$
    insert into storage_usage (account_id, used_bytes) select account, difference where difference <> 0
    on conflict (account_id) do update set used_bytes = storage_usage.used_bytes + excluded.used_bytes
$$;

create function count_file() returns trigger language plpgsql as $$
declare
    before bigint := 0;
    after  bigint := 0;
begin
    if tg_op <> 'INSERT' and old.state = 'active' then before := old.size_bytes; end if;
    if tg_op <> 'DELETE' and new.state = 'active' then after := new.size_bytes; end if;
    perform count_storage(case when tg_op = 'DELETE' then old.creator_id else new.creator_id end, after - before);
    return null;
end $$;

create function count_upload() returns trigger language plpgsql as $$
declare
    before bigint := 0;
    after  bigint := 0;
begin
    if tg_op <> 'INSERT' and old.state <> 'inactive' then before := old.reserved_bytes; end if;
    if tg_op <> 'DELETE' and new.state <> 'inactive' then after := new.reserved_bytes; end if;
    perform count_storage(case when tg_op = 'DELETE' then old.creator_id else new.creator_id end, after - before);
    return null;
end $$;

create trigger count_file after insert or delete or update of state, size_bytes on files
    for each row execute function count_file();
create trigger count_upload after insert or delete or update of state, reserved_bytes on uploads
    for each row execute function count_upload();
