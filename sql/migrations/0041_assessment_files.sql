-- Files of assessment are bytes like all others: the sweep knows that they are needed, and they go to the object store.

create or replace view needed_blobs as
select f.blob_id, f.size_bytes, f.sha256, f.damaged_at from files f where f.state = 'active'
union all
select t.blob_id, t.size_bytes, t.sha256, t.damaged_at from topic_files t where t.deleted_at is null
union all
select o.blob_id, o.size_bytes, o.sha256, o.damaged_at from object_files o;

create trigger ask_for_copy after insert or update of blob_id on object_files
    for each row execute function ask_for_copy();
