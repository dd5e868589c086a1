-- Bytes of topics while they come in, and what they take of a person's room.

-- Somebody is sending a document or a video. The row says so before the first byte is on disk, and goes with the last: into
-- topic_files, or with the bytes. The id is also their name in the store.
create table topic_uploads (
    id             uuid primary key default gen_random_uuid(),
    account_id     bigint not null references accounts (id) on delete cascade,
    -- What may come at most; counts against the quota until the file itself does.
    reserved_bytes bigint not null constraint topic_uploads_reserved_not_negative check (reserved_bytes >= 0),
    -- The server process that receives it; once that is gone, nobody will finish it.
    process_id     uuid not null,
    created_at     timestamptz not null default now()
);
create index topic_uploads_by_account on topic_uploads (account_id);

create function count_topic_file() returns trigger language plpgsql as $$
declare
    before bigint := 0;
    after  bigint := 0;
begin
    if tg_op <> 'INSERT' and old.deleted_at is null then before := old.size_bytes; end if;
    if tg_op <> 'DELETE' and new.deleted_at is null then after := new.size_bytes; end if;
    perform count_storage(case when tg_op = 'DELETE' then old.uploaded_by else new.uploaded_by end, after - before);
    return null;
end $$;

create function count_topic_upload() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform count_storage(old.account_id, -old.reserved_bytes) where exists (select from accounts a where a.id = old.account_id);
    else
        perform count_storage(new.account_id, new.reserved_bytes);
    end if;
    return null;
end $$;

create trigger count_topic_file after insert or delete or update of deleted_at, size_bytes on topic_files
    for each row execute function count_topic_file();
create trigger count_topic_upload after insert or delete on topic_uploads
    for each row execute function count_topic_upload();
