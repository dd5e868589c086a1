-- name: lock(account_id) -> one
-- The factor with the account's pause, held until the end of the transaction. One row even without a factor.
select a.id as account_id, a.wrong_codes, greatest(extract(epoch from a.paused_until - now())::float8, 0) as paused_seconds,
       f.sealed_secret, f.confirmed_at, coalesce(f.last_step, 0) as last_step
  from accounts a
  left join second_factors f on f.account_id = a.id
 where a.id = $1
   for no key update of a;

-- name: insert(account_id, sealed_secret) -> one
-- A first secret; the one that waits for its first code stays as it is.
insert into second_factors as f (account_id, sealed_secret) values ($1, $2)
on conflict (account_id) do update set account_id = excluded.account_id
returning f.account_id, f.sealed_secret, f.confirmed_at;

-- name: accept(account_id, step) -> run
-- A right code of a step that was not used before; nothing when another request was faster.
update second_factors set last_step = $2, confirmed_at = coalesce(confirmed_at, now())
 where account_id = $1 and last_step < $2;

-- name: forgive(account_id) -> run
update accounts set wrong_codes = 0, paused_until = null where id = $1 and (wrong_codes > 0 or paused_until is not null);

-- name: count_wrong(account_id, allowed, pause_seconds) -> one
-- One more wrong code; the last allowed one pauses the account and starts a new count.
update accounts
   set wrong_codes = case when wrong_codes + 1 >= $2::int then 0 else wrong_codes + 1 end,
       paused_until = case when wrong_codes + 1 >= $2::int then now() + make_interval(secs => $3::float8) else paused_until end
 where id = $1
returning wrong_codes, coalesce(paused_until > now(), false) as is_paused;

-- name: delete(account_id) -> run
delete from second_factors where account_id = $1;

-- name: delete_pending(account_id) -> run
-- A secret that was shown and never confirmed.
delete from second_factors where account_id = $1 and confirmed_at is null;

-- name: state(account_id) -> one
-- Is a factor set, does a secret wait for its first code, does a company of the account demand one?
select coalesce(f.confirmed_at is not null, false) as is_set,
       f.account_id is not null and f.confirmed_at is null as is_pending,
       exists (select 1 from usable_logins l where l.account_id = a.id and l.mfa_enabled) as is_demanded,
       f.confirmed_at
  from accounts a
  left join second_factors f on f.account_id = a.id
 where a.id = $1;
