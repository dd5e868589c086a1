-- The office of assessment: files whose bytes go when nobody has them any more, and a trail that forgets old mails.

-- Copies of a file share their bytes, so those go with the last of them. Whoever copies holds the row that he copies from, so
-- that it cannot go before his own is there.
create function discard_object_file() returns trigger language plpgsql as $$
begin
    if not exists (select from needed_blobs n where n.blob_id = old.blob_id) then
        insert into discarded_blobs (blob_id, remove_after) values (old.blob_id, now() + interval '1 hour') on conflict do nothing;
    end if;
    return null;
end $$;

create trigger discard_object_file after delete or update of blob_id on object_files
    for each row execute function discard_object_file();

-- What the trail forgets after a while: what is of no object.
create index assessment_audit_of_no_object on assessment_audit (created_at) where object_type > 1000;
