-- name: resolve(access_hash) -> one
-- The access token with everything that an Actor needs; `ends_in` seconds.
select t.id, t.application_id, t.scopes, extract(epoch from t.access_expires_at - now())::float8 as ends_in,
       coalesce(t.last_used_at < now() - interval '1 minute', true) as is_stale,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, l.id as login_id, l.company_id, l.flags
  from oauth_tokens t
  join account_actors a on a.account_id = t.account_id
  left join usable_logins l on l.id = t.login_id and l.account_id = t.account_id
 where t.access_hash = $1;

-- name: replace_pair(application_id, account_id, login_id, access_hash, refresh_hash, scopes, access_seconds) -> one
-- The living pair of this account and application; an older one stops counting at once.
insert into oauth_tokens as t (application_id, account_id, login_id, access_hash, refresh_hash, scopes, access_expires_at)
values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::float8))
on conflict on constraint oauth_tokens_one_pair do update
   set login_id = excluded.login_id, access_hash = excluded.access_hash, refresh_hash = excluded.refresh_hash,
       scopes = excluded.scopes, access_expires_at = excluded.access_expires_at, created_at = now(), last_used_at = null
returning t.id, t.account_id, t.application_id, t.scopes, t.access_expires_at;

-- name: touch(id) -> run
update oauth_tokens set last_used_at = now()
 where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute');

-- name: delete_expired_codes() -> run
delete from oauth_codes where expires_at < now() - interval '1 day';

-- name: insert_application(account_id, client_id, client_secret_hash, name, website_url, redirect_uris, scopes) -> one
insert into oauth_applications (account_id, client_id, client_secret_hash, name, website_url, redirect_uris, scopes)
values ($1, $2, $3, $4, $5, $6, $7)
returning id, account_id, client_id, name, website_url, redirect_uris, scopes, created_at;
