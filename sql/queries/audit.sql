-- name: insert(actor_kind, actor_name, account_id, person_id, company_id, credential_id, action, object_type, object_id, details) -> value
-- One line of the trail; its id.
insert into audit_entries (actor_kind, actor_name, account_id, person_id, company_id, credential_id, action, object_type, object_id, details)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb)
returning id;

-- name: list(object_type, object_id, account_id, action, before_id, limit) -> many
-- Newest first; each filter may be null. `before_id` is the last id of the page before.
select id, happened_at, actor_kind, actor_name, account_id, person_id, company_id, credential_id, action, object_type,
       object_id, details::text as details
  from audit_entries
 where ($1::text is null or object_type = $1)
   and ($2::text is null or object_id = $2)
   and ($3::bigint is null or account_id = $3)
   and ($4::text is null or action = $4 or action like $4 || '.%')
   and ($5::bigint is null or id < $5)
 order by id desc
 limit $6;
