-- name: get(account_id) -> one
-- An account as everybody above needs it; the password itself stays here.
select a.id, a.uuid, a.username, a.email, a.email_verified_at, a.last_verified_email, a.display_name, a.given_name,
       a.family_name, a.password_hash is not null as has_password, a.password_changed_at, a.is_active,
       a.managed_by_company, a.made_by_provider, a.language, a.office_location, a.department, a.phone, a.bio,
       a.image_url, a.orcid, a.is_email_public, a.plan, a.preferences, a.created_at, a.updated_at,
       actor.domains, actor.inactive_domains, actor.roles
  from accounts a
  join account_actors actor on actor.account_id = a.id
 where a.id = $1;

-- name: lock(account_id) -> one
-- The account with domains and effective roles, held against other changes until the transaction ends.
select a.id, a.username, a.email, a.email_verified_at, a.last_verified_email, a.display_name, a.language, a.is_active,
       a.managed_by_company, a.made_by_provider, a.password_hash,
       array(select d.domain from account_domains d where d.account_id = a.id and d.is_active) as domains,
       array(select d.domain from account_domains d where d.account_id = a.id and not d.is_active) as inactive_domains,
       array(select coalesce(r.domain, '*') || ':' || r.role from role_assignments r
              where r.account_id = a.id and (r.effective_until is null or r.effective_until > greatest(now(), r.effective_from))) as roles
  from accounts a
 where a.id = $1
   for no key update of a;

-- name: find_id(name) -> value
-- By username, else by verified e-mail. An address is its verified owner's, also where somebody else has it as a username.
select id from accounts
 where lower(username) = lower($1) or (email_verified_at is not null and lower(email) = lower($1))
 order by (position('@' in $1) = 0 and lower(username) = lower($1)) desc, email_verified_at nulls last
 limit 1;

-- name: find_for_sign_in(name) -> many
-- Who may be meant: by username (rank 0), by verified e-mail (1), by a username that is an unverified e-mail (2), by an
-- unverified e-mail (3); at most five.
select a.id, a.uuid, a.username, a.email, a.display_name, a.password_hash, a.is_active, a.language,
       -- An address that was only claimed for a provider's subject is no way into that subject's account.
       case when a.made_by_provider is null or a.password_hash is not null or a.last_verified_email is not null
                 or exists (select 1 from identities i where i.account_id = a.id and i.is_verified and lower(i.email) = lower(a.email))
            then coalesce(a.last_verified_email, a.email) end as reset_email,
       case when position('@' in $1) = 0 then 0 when a.email_verified_at is not null then 1
            when lower(a.username) = lower($1) then 2 else 3 end as rank
  from accounts a
 where lower(a.username) = lower($1) or (a.email is not null and lower(a.email) = lower($1))
 order by rank, a.id
 limit 5;

-- name: get_for_sign_in(account_id) -> one
-- What a password door asks once the password was right.
select a.id, a.uuid, a.username, a.email, a.display_name, a.is_active, a.password_hash,
       actor.domains, actor.inactive_domains, actor.roles,
       greatest(extract(epoch from a.paused_until - now())::float8, 0) as paused_seconds,
       coalesce(f.confirmed_at is not null, false) as has_factor,
       exists (select 1 from usable_logins l where l.account_id = a.id and l.mfa_enabled) as is_factor_demanded
  from accounts a
  join account_actors actor on actor.account_id = a.id
  left join second_factors f on f.account_id = a.id
 where a.id = $1;

-- name: get_password_hash(account_id) -> value
select password_hash from accounts where id = $1;

-- name: find_with_email(email) -> many
-- All accounts with that address, the one that verified it first. Without those that only a call without a token claimed for a
-- provider's subject: whoever does that keeps nobody from his address.
select a.id, a.uuid, a.username, a.email_verified_at, a.is_active, a.managed_by_company from accounts a
 where lower(a.email) = lower($1)
   and (a.made_by_provider is null or a.password_hash is not null or a.last_verified_email is not null
        or exists (select 1 from identities i where i.account_id = a.id and i.is_verified))
 order by a.email_verified_at nulls last, a.id;

-- name: hold_email(email) -> value
-- One at a time for an address, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('email:' || lower($1), 0));

-- name: free_username(wanted) -> value
-- The name itself or the first of name-2, name-3 … that nobody has.
select candidate
  from (select n, case when n = 1 then left($1::text, 50) else left($1::text, 49 - length(n::text)) || '-' || n end as candidate
          from generate_series(1, 1000) as n) as names
 where not exists (select 1 from accounts where lower(username) = lower(candidate))
 order by n
 limit 1;

-- name: insert(username, email, is_verified, display_name, given_name, family_name, password_hash, managed_by_company, made_by_provider, language, office_location, department, phone, bio, image_url) -> one
insert into accounts (username, email, email_verified_at, last_verified_email, display_name, given_name, family_name,
                      password_hash, password_changed_at, managed_by_company, made_by_provider, language,
                      office_location, department, phone, bio, image_url)
values ($1, $2, case when $3 then now() end, case when $3 then $2 end, $4, $5, $6, $7,
        case when $7::text is not null then now() end, $8, $9, $10, $11, $12, $13, $14, $15)
returning id, uuid, username, email;

-- name: change_profile(account_id, columns) -> one
-- Sets what `columns` (JSON) names and leaves the rest.
update accounts a
   set display_name = case when given ? 'display_name' then given ->> 'display_name' else a.display_name end,
       given_name = case when given ? 'given_name' then given ->> 'given_name' else a.given_name end,
       family_name = case when given ? 'family_name' then given ->> 'family_name' else a.family_name end,
       office_location = case when given ? 'office_location' then given ->> 'office_location' else a.office_location end,
       department = case when given ? 'department' then given ->> 'department' else a.department end,
       phone = case when given ? 'phone' then given ->> 'phone' else a.phone end,
       bio = case when given ? 'bio' then given ->> 'bio' else a.bio end,
       image_url = case when given ? 'image_url' then given ->> 'image_url' else a.image_url end,
       orcid = case when given ? 'orcid' then given ->> 'orcid' else a.orcid end,
       language = case when given ? 'language' then given ->> 'language' else a.language end,
       is_email_public = case when given ? 'is_email_public' then (given ->> 'is_email_public')::boolean else a.is_email_public end,
       preferences = case when given ? 'preferences' then given -> 'preferences' else a.preferences end,
       updated_at = now()
  from (select $2::text::jsonb as given) as input
 where a.id = $1
returning a.id;

-- name: set_username(account_id, username) -> run
update accounts set username = $2, updated_at = now() where id = $1;

-- name: set_email(account_id, email, is_verified, username) -> run
-- A verified address is also the one that reset links go to.
update accounts
   set email = $2, username = $4, email_verified_at = case when $3 then now() end,
       last_verified_email = case when $3 then $2 else last_verified_email end, updated_at = now()
 where id = $1;

-- name: set_password(account_id, password_hash) -> run
update accounts set password_hash = $2, password_changed_at = now(), updated_at = now() where id = $1;

-- name: replace_password(account_id, old_hash, password_hash) -> run
-- Only while the old one is still there.
update accounts set password_hash = $3, password_changed_at = now(), updated_at = now()
 where id = $1 and password_hash is not distinct from $2;

-- name: set_active(account_id, is_active) -> run
update accounts set is_active = $2, updated_at = now() where id = $1 and is_active <> $2;

-- name: end_management(account_id) -> run
-- The owner has taken the account over.
update accounts set managed_by_company = null, updated_at = now() where id = $1 and managed_by_company is not null;

-- name: list(domain, is_active, role, search, limit, offset) -> many
-- Accounts, those of one domain (null: all), by id. `is_active` is the state in that domain, and of the account.
select a.id, a.uuid, a.username, a.email, a.email_verified_at, a.display_name, a.given_name, a.family_name, a.is_active,
       a.office_location, a.department, a.phone, a.bio, a.image_url, a.plan, a.managed_by_company, a.created_at, a.updated_at,
       actor.domains, actor.inactive_domains, actor.roles, d.state as domain_state
  from accounts a
  join account_actors actor on actor.account_id = a.id
  left join account_domains d on d.account_id = a.id and d.domain = $1
 where ($1::text is null or d.domain is not null)
   and ($2::boolean is null or (a.is_active and coalesce(d.is_active, true)) = $2)
   and ($3::text is null or exists (
        select 1 from role_assignments r
         where r.account_id = a.id and r.role = $3 and ($1::text is null or r.domain is null or r.domain = $1)
           and r.effective_from <= statement_timestamp() and (r.effective_until is null or r.effective_until > statement_timestamp())))
   and ($4::text is null or a.username ilike $4 or a.display_name ilike $4 or a.email ilike $4)
 order by a.id
 limit $5 offset $6;

-- name: count(domain, is_active, role, search) -> value
select count(*)
  from accounts a
  left join account_domains d on d.account_id = a.id and d.domain = $1
 where ($1::text is null or d.domain is not null)
   and ($2::boolean is null or (a.is_active and coalesce(d.is_active, true)) = $2)
   and ($3::text is null or exists (
        select 1 from role_assignments r
         where r.account_id = a.id and r.role = $3 and ($1::text is null or r.domain is null or r.domain = $1)
           and r.effective_from <= statement_timestamp() and (r.effective_until is null or r.effective_until > statement_timestamp())))
   and ($4::text is null or a.username ilike $4 or a.display_name ilike $4 or a.email ilike $4);

-- name: list_managed_with_email(email, but) -> many
-- Accounts that a company still manages and that carry this address.
select id, managed_by_company from accounts
 where managed_by_company is not null and lower(email) = lower($1) and id <> $2
 order by id
   for no key update;
