-- name: get(id, reader) -> one
-- A record of any state but purged, with what the reader may do with it.
select r.id, r.identifier, r.title, r.type, r.description, r.plain_description, r.license, r.tags, r.extras, r.visibility,
       r.state, r.created_at, r.updated_at, r.creator_id, p.display_name as creator_display_name,
       p.username as creator_username, p.orcid as creator_orcid, p.is_active as creator_is_active, p.email as creator_email,
       p.email_verified_at is not null as creator_email_confirmed, p.is_email_public as creator_is_email_public,
       p.created_at as creator_created_at,
       case when (select administers_research($2)) then p.system_role end as creator_system_role, g.actions
  from records r
  join researchers p on p.id = r.creator_id
  cross join lateral record_actions(r.id, $2) g
 where r.id = $1 and r.state <> 'purged';
