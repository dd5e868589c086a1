-- name: resolve(token_hash) -> one
-- The token with everything that an Actor needs; `ends_in` seconds, null when it never ends.
select t.id, t.scopes, extract(epoch from t.expires_at - now())::float8 as ends_in,
       coalesce(t.last_used_at < now() - interval '1 minute', true) as is_stale,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, a.plan, l.id as login_id, l.company_id, l.flags
  from access_tokens t
  join account_actors a on a.account_id = t.account_id
  left join usable_logins l on l.id = t.login_id and l.account_id = t.account_id
 where t.token_hash = $1;

-- name: insert(account_id, name, token_hash, scopes, login_id, expires_at) -> one
-- For an active account only; locked so that a deactivation at the same time finds the token.
with account as (
    select id from accounts where id = $1 and is_active for share
)
insert into access_tokens (account_id, name, token_hash, scopes, login_id, expires_at)
select account.id, $2, $3, $4, $5, $6 from account
returning id, account_id, name, scopes, login_id, expires_at, last_used_at, created_at;

-- name: touch(id) -> run
update access_tokens set last_used_at = now()
 where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute');

-- name: list_of_account(account_id) -> many
select t.id, t.name, t.scopes, t.expires_at, t.last_used_at, t.created_at, l.company_id, c.company_name,
       t.expires_at is not null and t.expires_at <= now() as is_expired
  from access_tokens t
  left join logins l on l.id = t.login_id
  left join companies c on c.id = l.company_id
 where t.account_id = $1
 order by t.created_at desc, t.id desc;

-- name: delete(id, account_id) -> one
-- Of that account; a null account means whoever's it is.
delete from access_tokens where id = $1 and ($2::bigint is null or account_id = $2) returning id, account_id, name;

-- name: find_by_name(account_id, name) -> many
select id, name from access_tokens where account_id = $1 and name = $2 order by id;

-- name: end_everything(account_id) -> run
-- Personal tokens, OAuth2 pairs and codes of an account, what it may do at other servers, and what people let its applications do:
-- those stay, with a secret that nobody knows until the owner makes a new one.
with tokens as (
    delete from access_tokens where account_id = $1
), own as (
    update oauth_applications set client_secret_hash = sha256(uuid_send(gen_random_uuid())), updated_at = now()
     where account_id = $1
    returning id
), codes as (
    delete from oauth_codes where account_id = $1 or application_id in (select id from own)
), connections as (
    delete from services where account_id = $1
), begun as (
    delete from service_requests where account_id = $1
)
delete from oauth_tokens where account_id = $1 or application_id in (select id from own);
