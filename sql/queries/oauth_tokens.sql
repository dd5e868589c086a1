-- name: resolve(access_hash) -> one
-- The access token with everything that an Actor needs; `ends_in` seconds.
select t.id, t.application_id, t.scopes, extract(epoch from t.access_expires_at - now())::float8 as ends_in,
       coalesce(t.last_used_at < now() - interval '1 minute', true) as is_stale,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, a.plan, l.id as login_id, l.company_id, l.flags
  from oauth_tokens t
  join account_actors a on a.account_id = t.account_id
  left join usable_logins l on l.id = t.login_id and l.account_id = t.account_id
 where t.access_hash = $1;

-- name: replace_pair(application_id, account_id, login_id, access_hash, refresh_hash, scopes, access_seconds) -> one
-- The living pair of this account and application; an older one stops counting at once. Its refresh token is kept as used (read without a lock: what this very statement changes could not be locked any more).
with older as (
    select refresh_hash from oauth_tokens where account_id = $2 and application_id = $1
), used as (
    insert into oauth_used_tokens (refresh_hash, application_id, account_id) select refresh_hash, $1, $2 from older
    on conflict (refresh_hash) do nothing
)
insert into oauth_tokens as t (application_id, account_id, login_id, access_hash, refresh_hash, scopes, access_expires_at)
values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::float8))
on conflict on constraint oauth_tokens_one_pair do update
   set login_id = excluded.login_id, access_hash = excluded.access_hash, refresh_hash = excluded.refresh_hash,
       scopes = excluded.scopes, access_expires_at = excluded.access_expires_at, created_at = now()
returning t.id, t.account_id, t.application_id, t.scopes, t.access_expires_at;

-- name: touch(id) -> run
update oauth_tokens set last_used_at = now()
 where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute');

-- name: lock_account(account_id) -> value
-- Who a token is about to be given to; held against being switched off, or losing everything, meanwhile.
with held as (
    select id from accounts where id = $1 and is_active for share
)
select held.id from held join account_actors a on a.account_id = held.id where 'research' = any (a.domains);

-- name: get_by_refresh(refresh_hash, application_id) -> one
-- The living pair of a refresh token; `is_outdated`: the application asks for other scopes by now.
select t.id, t.account_id, t.login_id, t.scopes, t.scopes is distinct from p.scopes as is_outdated
  from oauth_tokens t
  join oauth_applications p on p.id = t.application_id
 where t.refresh_hash = $1 and t.application_id = $2;

-- name: lock_by_refresh(refresh_hash) -> value
-- Holds the pair; null when another refresh was faster.
select id from oauth_tokens where refresh_hash = $1 for update;

-- name: find_used(refresh_hash, application_id) -> value
-- Whose pair a replaced refresh token once belonged to; null for one that never was.
select account_id from oauth_used_tokens where refresh_hash = $1 and application_id = $2;

-- name: delete_pair(account_id, application_id) -> run
delete from oauth_tokens where account_id = $1 and application_id = $2;

-- name: delete_by_hash(token_hash, application_id) -> one
-- The pair that an access or refresh token of this application belongs to.
delete from oauth_tokens where (access_hash = $1 or refresh_hash = $1) and application_id = $2 returning id, account_id;

-- name: get_granted(id, account_id) -> one
-- One of the account's pairs.
select t.application_id, p.name from oauth_tokens t join oauth_applications p on p.id = t.application_id where t.id = $1 and t.account_id = $2;

-- name: list_of_account(account_id) -> many
-- What the account lets applications do, the newest first.
select t.id, t.scopes, t.granted_at, t.last_used_at, p.id as application_id, p.name, p.website_url,
       a.username as owner_username, a.display_name as owner_name
  from oauth_tokens t
  join oauth_applications p on p.id = t.application_id
  join accounts a on a.id = p.account_id
 where t.account_id = $1
 order by t.granted_at desc, t.id desc;

-- name: list_accounts(application_id) -> many
-- For whom the application may act.
select account_id from oauth_tokens where application_id = $1;
