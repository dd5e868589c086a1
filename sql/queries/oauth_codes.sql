-- name: answer_form(nonce_hash, seconds) -> value
-- Takes a consent form; null when it was answered before.
insert into oauth_answered_forms (nonce_hash, expires_at) values ($1, now() + make_interval(secs => $2::float8))
on conflict (nonce_hash) do nothing
returning true;

-- name: insert(code_hash, application_id, account_id, login_id, redirect_uri, scopes, code_challenge, code_challenge_method, seconds) -> run
insert into oauth_codes (code_hash, application_id, account_id, login_id, redirect_uri, scopes, code_challenge,
                         code_challenge_method, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9::float8));

-- name: get(code_hash, application_id) -> one
-- A code of this application, also one that was used or is too old.
select c.account_id, c.login_id, c.redirect_uri, c.scopes, c.code_challenge, c.code_challenge_method,
       c.used_at is not null as is_used, c.expires_at <= now() as is_expired
  from oauth_codes c
 where c.code_hash = $1 and c.application_id = $2;

-- name: use(code_hash) -> value
-- Uses the code up; null when another exchange was faster, or the code went away.
update oauth_codes set used_at = now() where code_hash = $1 and used_at is null and expires_at > now() returning true;

-- name: delete_of(account_id, application_id) -> run
-- What the account granted and the application did not exchange yet.
delete from oauth_codes where account_id = $1 and application_id = $2;

-- name: delete_expired() -> run
with forms as (
    delete from oauth_answered_forms where expires_at < now()
), tokens as (
    delete from oauth_used_tokens where used_at < now() - interval '90 days'
)
delete from oauth_codes where expires_at < now() - interval '1 day';
