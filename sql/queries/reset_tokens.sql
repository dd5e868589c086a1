-- name: insert(token_hash, purpose, account_id, person_id, identity_id, email, lifetime_seconds) -> one
insert into reset_tokens (token_hash, purpose, account_id, person_id, identity_id, email, expires_at)
values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7::float8))
returning id, expires_at;

-- name: get(token_hash) -> one
-- The link, used or over as well; `ends_in` seconds.
select t.id, t.purpose, t.account_id, t.person_id, t.identity_id, t.email, t.used_at, t.expires_at, t.created_at,
       extract(epoch from t.expires_at - now())::float8 as ends_in,
       a.username, a.display_name, a.language, coalesce(a.is_active, p.is_active, true) as is_active,
       a.password_hash is not null as has_password, p.company_id, p.email as person_email
  from reset_tokens t
  left join accounts a on a.id = t.account_id
  left join persons p on p.id = t.person_id
 where t.token_hash = $1;

-- name: use(token_hash, purposes) -> one
-- Takes the link: the first caller gets the row, everybody after that nothing.
update reset_tokens set used_at = now()
 where token_hash = $1 and purpose = any($2::text[]) and used_at is null and expires_at > now()
returning id, purpose, account_id, person_id, identity_id, email;

-- name: end_of_account(account_id, purposes) -> run
-- Open links of an account stop counting.
update reset_tokens set expires_at = now()
 where account_id = $1 and purpose = any($2::text[]) and used_at is null and expires_at > now();

-- name: end_mailed_elsewhere(account_id) -> run
-- Open links (to a new password, to join an identity) that were mailed to another address than they would go to now stop
-- counting.
update reset_tokens t set expires_at = now()
  from accounts a
 where a.id = $1 and t.account_id = a.id and t.purpose in ('reset', 'set_up', 'join_identity') and t.used_at is null and t.expires_at > now()
   and lower(t.email) <> lower(coalesce(a.last_verified_email, a.email, ''));

-- name: end_of_person(person_id) -> run
update reset_tokens set expires_at = now() where person_id = $1 and used_at is null and expires_at > now();

-- name: end_first_admin() -> run
update reset_tokens set expires_at = now() where purpose = 'first_admin' and used_at is null and expires_at > now();

-- name: delete_old() -> run
delete from reset_tokens where expires_at < now() - interval '30 days';

-- name: is_fresh(account_id, person_id, purpose) -> value
-- Was such a link made less than a minute ago?
select exists (
    select 1 from reset_tokens
     where purpose = $3 and created_at > now() - interval '1 minute' and used_at is null
       and ((account_id is not null and account_id = $1) or (person_id is not null and person_id = $2)));
