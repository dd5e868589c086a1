-- name: list(account_id) -> many
select name, sealed_tokens, connected_at from services where account_id = $1;

-- name: get(account_id, name) -> one
-- The connection with its sealed tokens. `is_due`: the access token ends within half a minute; `is_renewed`: somebody is at it.
select sealed_tokens, generation, coalesce(access_expires_at < now() + interval '30 seconds', false) as is_due,
       coalesce(renewed_until > now(), false) as is_renewed
  from services
 where account_id = $1 and name = $2;

-- name: put(account_id, name, sealed_tokens, expires_in) -> value
-- A new connection, or new tokens for the one that is there: the sealed tokens that it had.
with earlier as (
    select sealed_tokens from services where account_id = $1 and name = $2 for update
), made as (
    insert into services as s (account_id, name, sealed_tokens, access_expires_at)
    values ($1, $2, $3, now() + make_interval(secs => $4::float8))
    on conflict on constraint services_once do update
       set sealed_tokens = excluded.sealed_tokens, access_expires_at = excluded.access_expires_at, generation = excluded.generation,
           renewed_until = null, connected_at = now()
)
select sealed_tokens from earlier;

-- name: claim(account_id, name, generation, seconds) -> run
-- One of those who want to renew this generation's tokens may; a claim that ran out counts for nothing.
update services set renewed_until = now() + make_interval(secs => $4::float8)
 where account_id = $1 and name = $2 and generation = $3 and (renewed_until is null or renewed_until <= now());

-- name: replace(account_id, name, generation, sealed_tokens, expires_in) -> value
-- The pair that follows this generation's, and its own; null tokens when the other server gave none, which breaks the connection.
update services
   set sealed_tokens = $4, access_expires_at = now() + make_interval(secs => $5::float8), generation = gen_random_uuid(),
       renewed_until = null
 where account_id = $1 and name = $2 and generation = $3
returning generation;

-- name: release(account_id, name, generation) -> run
-- The claim is given back without new tokens.
update services set renewed_until = null where account_id = $1 and name = $2 and generation = $3;

-- name: delete(account_id, name) -> one
delete from services where account_id = $1 and name = $2 returning sealed_tokens;

-- name: begin(account_id, name, state_hash, sealed_verifier, redirect_uri, seconds) -> run
-- The browser goes to the other server; an earlier start of the same is forgotten.
insert into service_requests (account_id, name, state_hash, sealed_verifier, redirect_uri, expires_at)
values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6::float8))
on conflict on constraint service_requests_once do update
   set state_hash = excluded.state_hash, sealed_verifier = excluded.sealed_verifier, redirect_uri = excluded.redirect_uri,
       expires_at = excluded.expires_at;

-- name: take(account_id, name, state_hash) -> one
-- What was begun, once; nothing when that was too long ago.
with taken as (
    delete from service_requests where account_id = $1 and name = $2 and state_hash = $3
    returning sealed_verifier, redirect_uri, expires_at
)
select sealed_verifier, redirect_uri from taken where expires_at > now();

-- name: delete_expired() -> run
delete from service_requests where expires_at < now();
