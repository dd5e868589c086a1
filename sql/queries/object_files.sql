-- name: list_names(owner_id, object_id, kinds) -> many
-- The names of an object's files of these kinds (null: all); where its company has none at all of it, the master's.
select distinct f.name
  from object_files f
 where f.object_id = $2 and ($3::text[] is null or f.kind = any ($3))
   and f.owner_id = case when exists (select from object_files o where o.owner_id = $1 and o.object_id = $2)
                         then $1 else '00000000-0000-0000-0000-000000000000' end
 order by f.name;

-- name: find(owner_id, object_id, kind, name) -> one
-- The company's file, else the master's.
select f.id, f.company_id, f.name, f.size_bytes, f.blob_id
  from object_files f
 where f.owner_id in ($1, '00000000-0000-0000-0000-000000000000') and f.object_id = $2 and f.kind = $3 and f.name = $4
 order by f.company_id nulls last
 limit 1;

-- name: is_shown_to_all(owner_id, object_id) -> value
-- Is it a test, screen template or report definition, of the company or the master, or a company?
select exists (select from tests where owner_id in ($1, '00000000-0000-0000-0000-000000000000') and id = $2)
    or exists (select from screen_templates where owner_id in ($1, '00000000-0000-0000-0000-000000000000') and id = $2)
    or exists (select from report_definitions where owner_id in ($1, '00000000-0000-0000-0000-000000000000') and id = $2)
    or exists (select from companies where id = $2);

-- name: is_of_candidate(owner_id, object_id, person_id) -> value
-- Is it the candidate, or a session of his?
select $2::uuid = $3::uuid or exists (select from assessment_sessions s where s.owner_id = $1 and s.id = $2 and s.person_id = $3);

-- name: is_of_another(owner_id, object_id, user_id) -> value
-- Is it a person, session or group that somebody else manages?
select exists (select from persons p where p.company_id = $1 and p.id = $2 and p.managed_by_user_id <> $3)
    or exists (select from assessment_sessions s where s.owner_id = $1 and s.id = $2 and s.managed_by_user_id <> $3)
    or exists (select from person_groups g where g.owner_id = $1 and g.id = $2 and g.managed_by_user_id <> $3);

-- name: save(upload_id, company_id, object_id, kind, name, size_bytes, sha256) -> value
-- An upload becomes a file, in the place of the one of that name. No value: the upload is over.
with upload as (
    delete from topic_uploads where id = $1 returning id
)
insert into object_files (company_id, object_id, kind, name, size_bytes, blob_id, sha256)
select $2, $3, $4, $5, $6, u.id, $7 from upload u
    on conflict (owner_id, object_id, kind, name) do update
   set size_bytes = excluded.size_bytes, blob_id = excluded.blob_id, sha256 = excluded.sha256, scrubbed_at = null,
       damaged_at = null, created_at = now()
returning id;

-- name: used_bytes(owner_id) -> value
-- What the files of a company take.
select coalesce(sum(size_bytes), 0)::bigint from object_files where owner_id = $1;

-- name: hold_company(id) -> run
-- Those who add files to a company do it one after the other, so that each sees what the others added.
select from companies where id = $1 for no key update;

-- name: delete(owner_id, object_id, kind, name) -> run
delete from object_files where owner_id = $1 and object_id = $2 and kind = $3 and name = $4;

-- name: delete_all(owner_id, object_id, kind) -> run
delete from object_files where owner_id = $1 and object_id = $2 and ($3 = '' or kind = $3);

-- name: hold_all(owner_id, object_id) -> many
-- Held, so that their bytes stay until the copies are there.
select id from object_files where owner_id = $1 and object_id = $2 order by id for key share;

-- name: copy(from_owner_id, from_object_id, company_id, object_id) -> run
insert into object_files (company_id, object_id, kind, name, size_bytes, blob_id, sha256)
select $3, $4, f.kind, f.name, f.size_bytes, f.blob_id, f.sha256
  from object_files f
 where f.owner_id = $1 and f.object_id = $2
    on conflict (owner_id, object_id, kind, name) do update
   set size_bytes = excluded.size_bytes, blob_id = excluded.blob_id, sha256 = excluded.sha256, scrubbed_at = null,
       damaged_at = null, created_at = now();

-- name: list_to_scrub(age_seconds, limit) -> many
-- Files whose bytes were not compared for long, longest first.
select f.id, f.blob_id, f.size_bytes, f.sha256 from object_files f
 where coalesce(f.scrubbed_at, f.created_at) < now() - make_interval(secs => $1::double precision)
 order by f.scrubbed_at nulls first
 limit $2::bigint;

-- name: set_scrubbed(id, blob_id, is_damaged) -> run
update object_files set scrubbed_at = now(), damaged_at = case when $3::boolean then coalesce(damaged_at, now()) end
 where id = $1 and blob_id = $2;
