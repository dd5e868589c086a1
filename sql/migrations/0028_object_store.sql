-- Finished files may be kept in an object store (storage.url): who is asked to copy what, and what is there.

create table object_store (
    -- There is one row.
    is_only         boolean constraint object_store_once primary key default true constraint object_store_one_row check (is_only),
    -- The mark that the store must bear: where somebody else's is, nothing is written or removed.
    installation_id uuid not null default gen_random_uuid(),
    -- Where the objects are; null: there never were any.
    place           text,
    -- Whether finished files go there.
    is_on           boolean not null default false
);
insert into object_store default values;

-- How far the bytes of a file have come. Without a row they are on disk. The row is there before the object, so an object
-- without a row is nobody's.
create table stored_objects (
    blob_id      uuid constraint stored_objects_once primary key,
    -- waiting to be copied; copying; stored: read there, not on disk any more; kept: stays on disk because its bytes are not
    -- those that were acknowledged; discarded: the object goes.
    state        text not null default 'waiting'
                 constraint stored_objects_state_known check (state in ('waiting', 'copying', 'stored', 'kept', 'discarded')),
    -- Of the object, compared after copying.
    size_bytes   bigint,
    sha256       bytea,
    -- Of the copy on disk: what Last-Modified says must not change by moving.
    modified_at  timestamptz,
    -- Who is copying.
    process_id   uuid,
    claim_id     uuid,
    asked_at     timestamptz not null default now(),
    stored_at    timestamptz,
    -- A discarded object stays until then for those who are reading it.
    remove_after timestamptz,
    constraint stored_objects_known_when_stored
        check (state <> 'stored' or (size_bytes is not null and sha256 is not null and modified_at is not null))
);
create index stored_objects_waiting on stored_objects (asked_at, blob_id) where state = 'waiting';
create index stored_objects_copying on stored_objects (claim_id) where state = 'copying';
create index stored_objects_stored on stored_objects (blob_id) where state = 'stored';
create index stored_objects_kept on stored_objects (blob_id) where state = 'kept';
create index stored_objects_discarded on stored_objects (remove_after) where state = 'discarded';

-- The bytes that somebody needs, of every noun that has files.
create view needed_blobs as
select f.blob_id, f.size_bytes, f.sha256, f.damaged_at from files f where f.state = 'active'
union all
select t.blob_id, t.size_bytes, t.sha256, t.damaged_at from topic_files t where t.deleted_at is null;

-- In the transaction that makes or replaces a file: its bytes wait to be copied, and a job does it.
create function ask_for_copy() returns trigger language plpgsql as $$
begin
    insert into stored_objects (blob_id) select new.blob_id from object_store where is_on on conflict do nothing;
    if found then
        insert into jobs (kind, key) values ('objects.copy', 'waiting')
        on conflict (kind, key) where key is not null and state = 'waiting' do nothing;
        perform pg_notify('jobs', '');
    end if;
    return null;
end $$;

create trigger ask_for_copy after insert or update of blob_id on files
    for each row when (new.state = 'active') execute function ask_for_copy();
create trigger ask_for_copy after insert or update of blob_id on topic_files
    for each row when (new.deleted_at is null) execute function ask_for_copy();

-- When the time of discarded bytes is over, and those on disk are gone, the object goes too.
create function discard_object() returns trigger language plpgsql as $$
begin
    update stored_objects set state = 'discarded', remove_after = now() where blob_id = old.blob_id;
    return null;
end $$;

create trigger discard_object after delete on discarded_blobs for each row execute function discard_object();
