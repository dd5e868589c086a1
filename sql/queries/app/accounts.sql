-- name: list(domains, search, domain, state, role, login, sort, limit, offset) -> many
-- Accounts that hold one of `domains` (null: all). `search` is a pattern, `login` an exact username or e-mail, which also
-- finds who holds none of them. `state` is that of `domain`, without one that of the account.
select a.id, a.uuid, a.username, a.display_name, a.given_name, a.family_name, a.email, a.email_verified_at is not null as is_email_verified,
       a.is_active, a.password_hash is not null as has_password, f.confirmed_at is not null as has_second_factor,
       coalesce(a.paused_until > now(), false) as is_paused, a.managed_by_company, a.created_at, a.updated_at
  from accounts a
  left join second_factors f on f.account_id = a.id
 where ($1::text[] is null or $6::text is not null
        or exists (select 1 from account_domains d where d.account_id = a.id and d.domain = any($1)))
   and ($2::text is null or a.username ilike $2 or a.display_name ilike $2 or a.email ilike $2)
   and ($3::text is null or exists (select 1 from account_domains d where d.account_id = a.id and d.domain = $3))
   and ($4::text is null
        or case when $3::text is null then (case when a.is_active then 'active' else 'inactive' end) = $4
                else exists (select 1 from account_domains d where d.account_id = a.id and d.domain = $3 and d.state = $4) end)
   and ($5::text is null or exists (
        select 1 from role_assignments r
         where r.account_id = a.id and r.role = $5 and ($3::text is null or r.domain is null or r.domain = $3)
           and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now())))
   and ($6::text is null or lower(a.username) = lower($6) or lower(a.email) = lower($6))
 order by case when $7 = 'username' then lower(a.username) when $7 = 'display_name' then lower(a.display_name) end,
          case when $7 = '-username' then lower(a.username) when $7 = '-display_name' then lower(a.display_name) end desc,
          case when $7 = 'created_at' then a.created_at end,
          case when $7 = '-created_at' then a.created_at end desc,
          a.id
 limit $8 offset $9;

-- name: count(domains, search, domain, state, role, login) -> value
-- How many `list` has in all.
select count(*)
  from accounts a
 where ($1::text[] is null or $6::text is not null
        or exists (select 1 from account_domains d where d.account_id = a.id and d.domain = any($1)))
   and ($2::text is null or a.username ilike $2 or a.display_name ilike $2 or a.email ilike $2)
   and ($3::text is null or exists (select 1 from account_domains d where d.account_id = a.id and d.domain = $3))
   and ($4::text is null
        or case when $3::text is null then (case when a.is_active then 'active' else 'inactive' end) = $4
                else exists (select 1 from account_domains d where d.account_id = a.id and d.domain = $3 and d.state = $4) end)
   and ($5::text is null or exists (
        select 1 from role_assignments r
         where r.account_id = a.id and r.role = $5 and ($3::text is null or r.domain is null or r.domain = $3)
           and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now())))
   and ($6::text is null or lower(a.username) = lower($6) or lower(a.email) = lower($6));

-- name: get(account_id) -> one
select a.id, a.uuid, a.username, a.display_name, a.given_name, a.family_name, a.email, a.email_verified_at is not null as is_email_verified,
       a.is_active, a.password_hash is not null as has_password, f.confirmed_at is not null as has_second_factor,
       coalesce(a.paused_until > now(), false) as is_paused, a.managed_by_company, a.created_at, a.updated_at
  from accounts a
  left join second_factors f on f.account_id = a.id
 where a.id = $1;

-- name: get_profile(account_id) -> one
-- What its owner sees of an account.
select a.id, a.uuid, a.username, a.display_name, a.given_name, a.family_name, a.email,
       a.email_verified_at is not null as is_email_verified, a.last_verified_email, a.password_hash is not null as has_password,
       a.office_location, a.department, a.phone, a.bio, a.orcid, a.is_email_public, a.language, a.created_at
  from accounts a
 where a.id = $1;

-- name: get_preferences(account_id) -> one
select language, coalesce(preferences ->> 'theme', 'system') as theme from accounts where id = $1;

-- name: list_domains(account_ids) -> many
select account_id, domain, state from account_domains where account_id = any($1::bigint[]) order by account_id, domain;

-- name: list_roles(account_ids) -> many
-- Roles that count now.
select id, account_id, role, domain, effective_from, effective_until, assigned_by
  from role_assignments
 where account_id = any($1::bigint[]) and effective_from <= now() and (effective_until is null or effective_until > now())
 order by account_id, domain nulls first, role, id;

-- name: list_logins(account_id) -> many
-- Every login of an account, usable or not.
select l.id as login_id, l.company_id, c.company_name, u.id is not null as is_active
  from logins l
  join companies c on c.id = l.company_id
  left join usable_logins u on u.id = l.id
 where l.account_id = $1
 order by c.company_name, l.id;
