-- name: resolve(jti) -> one
-- The token with everything that an Actor needs.
select t.jti, t.purpose, t.family, t.has_second_factor, extract(epoch from t.expires_at - now())::float8 as ends_in,
       coalesce(t.last_used_at < now() - interval '1 minute', true) as is_stale,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, a.plan
  from jwt_tokens t
  join account_actors a on a.account_id = t.account_id
 where t.jti = $1;

-- name: insert_family(refresh_jti, access_jti, account_id, password_hash, has_second_factor, refresh_seconds, access_seconds) -> one
-- The pair of a sign-in, of an account whose password is still the one that was checked.
with account as (
    select id, username from accounts where id = $3 and is_active and password_hash = $4 for share
), made as (
    insert into jwt_tokens (jti, account_id, purpose, family, has_second_factor, expires_at)
    select jti, account.id, purpose, $1, $5, now() + make_interval(secs => seconds)
      from account,
           (values ($1::uuid, 'refresh', $6::float8), ($2::uuid, 'access', $7::float8)) as pair (jti, purpose, seconds)
    returning account_id, purpose, expires_at
)
select account.id as account_id, account.username,
       max(made.expires_at) filter (where made.purpose = 'refresh') as refresh_expires_at,
       max(made.expires_at) filter (where made.purpose = 'access') as access_expires_at
  from account join made on made.account_id = account.id
 group by account.id, account.username;

-- name: insert_access(access_jti, refresh_jti, access_seconds) -> one
-- A new access token of a family whose refresh token still counts.
with refresh as (
    select t.account_id, t.family, t.has_second_factor, a.username
      from jwt_tokens t
      join accounts a on a.id = t.account_id and a.is_active
     where t.jti = $2 and t.purpose = 'refresh' and t.expires_at > now() for share of t, a
)
insert into jwt_tokens (jti, account_id, purpose, family, has_second_factor, expires_at)
select $1, account_id, 'access', family, has_second_factor, now() + make_interval(secs => $3::float8) from refresh
returning account_id, expires_at, (select username from refresh) as username;

-- name: touch(jti) -> run
update jwt_tokens set last_used_at = now()
 where jti = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute');

-- name: delete_family(jti) -> run
-- Ends the sign-in that this token belongs to.
delete from jwt_tokens where family = (select family from jwt_tokens where jti = $1);

-- name: delete_of_account(account_id, but_jti) -> run
-- All of an account, except the family of the token in hand (null: all).
delete from jwt_tokens
 where account_id = $1
   and ($2::uuid is null or family is distinct from (select family from jwt_tokens where jti = $2));

-- name: delete_expired() -> run
delete from jwt_tokens where expires_at < now();
