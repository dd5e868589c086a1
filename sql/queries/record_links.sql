-- name: lock(id, from_id) -> one
-- Held by whoever changes a link, before the locks of its records: its target stays until then.
select id, from_id, to_id from record_links where id = $1 and from_id = $2 for update;

-- name: lock_records(ids) -> many
-- Held by whoever changes links between these records; in one order, so that nobody waits in a circle.
select id from records where id = any ($1::bigint[]) order by id for no key update;

-- name: get(id, reader) -> one
-- A link with its target, and what the reader may do with the target.
select l.link_id, l.from_id, l.to_id, l.link_name, l.link_term, l.link_created_at, l.link_updated_at, l.link_creator_id,
       l.link_creator_display_name, l.link_creator_username, l.link_creator_orcid, l.link_creator_is_active, l.link_creator_email,
       l.link_creator_email_confirmed, l.link_creator_is_email_public, l.link_creator_created_at,
       case when exists (select from research_admins o where o.account_id = $2) then l.link_creator_system_role end as link_creator_system_role,
       d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role, g.actions
  from described_record_links l
  join described_records d on d.id = l.to_id
  cross join lateral record_actions(d.id, $2) g
 where l.link_id = $1;

-- name: list(record_id, reader, is_outgoing, text, actions, sort, limit, offset) -> many
-- A page of a record's links in one direction, each with the record at its other end; only where the reader may read that
-- and holds all of `actions` on it. The ids are found first, so that rows passed over need not be fetched.
with found as (
    select page.link_id, page.other_id, row_number() over () as place
      from (select l.id as link_id, v.id as other_id
              from record_links l
              join visible_records($2) v on v.id = case when $3::boolean then l.to_id else l.from_id end
             where (($3 and l.from_id = $1) or (not $3 and l.to_id = $1))
               and ($4::text is null or strpos(lower(l.name), lower($4)) > 0 or strpos(lower(v.title), lower($4)) > 0
                    or strpos(v.identifier, lower($4)) > 0)
               and ($5::text[] is null or (select g.actions @> $5 from record_actions(v.id, $2) g))
             order by case when $6 = 'last_modified' then l.updated_at end, case when $6 = '-last_modified' then l.updated_at end desc,
                      case when $6 = 'created_at' then l.created_at end, case when $6 = '-created_at' then l.created_at end desc,
                      case when $6 = 'name' then lower(l.name) end, case when $6 = '-name' then lower(l.name) end desc,
                      case when left($6, 1) = '-' then l.id end desc, l.id
             limit $7 offset $8) page
)
select l.link_id, l.from_id, l.to_id, l.link_name, l.link_term, l.link_created_at, l.link_updated_at, l.link_creator_id,
       l.link_creator_display_name, l.link_creator_username, l.link_creator_orcid, l.link_creator_is_active, l.link_creator_email,
       l.link_creator_email_confirmed, l.link_creator_is_email_public, l.link_creator_created_at,
       case when exists (select from research_admins o where o.account_id = $2) then l.link_creator_system_role end as link_creator_system_role,
       d.*, case when exists (select from research_admins o where o.account_id = $2)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from found
  join described_record_links l on l.link_id = found.link_id
  join described_records d on d.id = found.other_id
 order by found.place;

-- name: count(record_id, reader, is_outgoing, text, actions) -> value
-- How many `list` finds on all its pages.
select count(*)
  from record_links l
  join visible_records($2) v on v.id = case when $3::boolean then l.to_id else l.from_id end
 where (($3 and l.from_id = $1) or (not $3 and l.to_id = $1))
   and ($4::text is null or strpos(lower(l.name), lower($4)) > 0 or strpos(lower(v.title), lower($4)) > 0
        or strpos(v.identifier, lower($4)) > 0)
   and ($5::text[] is null or (select g.actions @> $5 from record_actions(v.id, $2) g));

-- name: insert(from_id, to_id, name, term, creator_id) -> value
-- No id when there is one of that name between the two.
insert into record_links (from_id, to_id, name, term, creator_id)
values ($1, $2, $3, $4, $5)
on conflict on constraint record_links_once do nothing
returning id;

-- name: update(id, to_id, name, has_term, term) -> run
-- Null leaves a field as it is (term: unless the flag says that null is meant). Touches nothing without a difference.
update record_links
   set to_id = coalesce($2, to_id), name = coalesce($3, name), term = case when $4 then $5::text else term end,
       updated_at = clock_timestamp()
 where id = $1
   and (to_id, name, term) is distinct from (coalesce($2, to_id), coalesce($3, name), case when $4 then $5::text else term end);

-- name: delete(id) -> run
delete from record_links where id = $1;

-- name: capture(record_ids, account_id) -> run
-- The links of these records changed: each gets a revision, and is newer.
with touched as (
    update records set updated_at = clock_timestamp() where id = any ($1::bigint[])
)
insert into record_revisions (record_id, account_id, data)
select r.id, $2, record_snapshot(r) from records r where r.id = any ($1) order by r.id;

-- name: lock_all(record_id) -> many
-- All links of a purged record, which gets no new ones, and who made the record.
select l.id, l.from_id, l.to_id, r.creator_id
  from record_links l
  join records r on r.id = $1 and r.state = 'purged'
 where l.from_id = $1 or l.to_id = $1
 order by l.id
   for update of l;

-- name: delete_all(record_id) -> run
delete from record_links where from_id = $1 or to_id = $1;
