-- name: resolve(issuer, subject) -> one
-- Who a provider's token speaks of, with everything that an Actor needs; account columns are null when nobody joined it.
select i.id, i.is_verified, i.deleted_at, i.tokens_from,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, a.plan
  from identities i
  left join account_actors a on a.account_id = i.account_id
 where i.issuer = $1 and i.subject = $2;

-- name: hold(issuer, subject) -> value
-- One at a time for a subject, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('identity:' || $1::text || ' ' || $2::text, 0));

-- name: lock(issuer, subject) -> one
select id, issuer, subject, account_id, wanted_by, email, is_email_verified, given_name, family_name, image_url, is_verified,
       made_account, told_at, tokens_from, deleted_at, ended_account
  from identities
 where issuer = $1 and subject = $2
   for no key update;

-- name: lock_by_id(id) -> one
select id, issuer, subject, account_id, wanted_by, email, is_email_verified, is_verified, deleted_at
  from identities
 where id = $1
   for no key update;

-- name: insert(issuer, subject, account_id, wanted_by, email, is_email_verified, given_name, family_name, image_url, is_verified, made_account, told_at) -> one
insert into identities (issuer, subject, account_id, wanted_by, email, is_email_verified, given_name, family_name, image_url, is_verified,
                        made_account, told_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
returning id, account_id;

-- name: update(id, email, is_email_verified, given_name, family_name, image_url, told_at) -> run
-- What a provider says now. Nobody is deleted of whom it speaks.
update identities
   set email = $2, is_email_verified = $3, given_name = $4, family_name = $5, image_url = $6, told_at = coalesce($7, told_at),
       is_verified = true, deleted_at = null, ended_account = false, updated_at = now()
 where id = $1;

-- name: join_account(id, account_id, made_account) -> run
update identities set account_id = $2, made_account = $3, wanted_by = null, updated_at = now() where id = $1;

-- name: part(id, wanted_by) -> run
-- The identity belongs to nobody any more; it waits for `wanted_by` to join it again.
update identities set account_id = null, made_account = false, wanted_by = $2, updated_at = now() where id = $1;

-- name: ask(id, wanted_by) -> run
update identities set wanted_by = $2, updated_at = now() where id = $1;

-- name: insert_deleted(issuer, subject, told_at) -> run
-- Somebody whom the provider deleted before it said anything else of him: what comes late makes no account.
insert into identities (issuer, subject, is_verified, told_at, tokens_from, deleted_at)
values ($1, $2, true, $3, now() + interval '5 seconds', now());

-- name: mark_deleted(id, told_at, ended_account) -> run
-- Tokens that the provider issued up to now count no more, also when it makes the person again; its clock may be some
-- seconds ahead of ours.
update identities
   set deleted_at = now(), told_at = greatest(told_at, $2), tokens_from = now() + interval '5 seconds', ended_account = $3,
       is_verified = true, updated_at = now()
 where id = $1;

-- name: list_owners(email, is_vouched, but) -> many
-- Accounts (but one) that an address belongs to, the one that verified it first. Nobody's is one that was only said for a
-- provider's subject: by a call without a token; and, where a provider vouches for it, by anybody whom it was not
-- vouched for, or by a company that still manages the account.
select a.id, a.email_verified_at
  from accounts a
 where lower(a.email) = lower($1) and a.id is distinct from $3::bigint
   and (a.email_verified_at is not null or a.last_verified_email is not null
        or ((a.password_hash is not null or a.made_by_provider is null) and (a.managed_by_company is null or not $2::boolean))
        or exists (select 1 from identities i where i.account_id = a.id and i.is_verified and (i.is_email_verified or not $2::boolean)))
 order by a.email_verified_at nulls last, a.id;

-- name: is_email_used(email) -> value
-- Does any account have that address, be it only claimed?
select exists (select 1 from accounts where lower(email) = lower($1));

-- name: list_of_account(account_id) -> many
-- Joined ones, and those that wait for the owner of this account's address: he can join them once it is verified.
select i.id, i.issuer, i.subject, i.email, nullif(concat_ws(' ', i.given_name, i.family_name), '') as name, i.created_at,
       i.deleted_at is not null as is_deleted,
       case when i.account_id is not null then 'joined' when a.email_verified_at is not null then 'waiting' else 'unconfirmed' end as state
  from accounts a
  join identities i on i.account_id = a.id
    or (i.account_id is null and i.deleted_at is null and i.is_email_verified is not false and lower(i.email) = lower(a.email))
 where a.id = $1 and i.is_verified
 order by i.id;

-- name: count_claims() -> value
-- How many subjects were claimed without a token within the last hour.
select count(*) from identities where not is_verified and created_at > now() - interval '1 hour';

-- name: delete_claims(days) -> run
-- Accounts that a call without a token made so long ago, and that nobody has confirmed, used, or given anything since.
delete from accounts a
 using identities i
 where i.account_id = a.id and not i.is_verified and i.made_account and i.created_at < now() - make_interval(secs => $1::float8 * 86400)
   and a.password_hash is null and a.last_verified_email is null
   and a.updated_at < a.created_at + interval '1 minute'
   and not exists (select 1 from identities o where o.account_id = a.id and o.is_verified);

-- name: is_new_message(issuer, message_id) -> value
-- Remembers a message of a provider; null when it was there. Whoever brings it at the same time waits for the first to end.
insert into provider_messages (issuer, message_id) values ($1, $2)
on conflict do nothing
returning true;

-- name: delete_old_messages() -> run
delete from provider_messages where received_at < now() - interval '30 days';

-- name: end_links(identity_id) -> run
-- Mailed links that would join it to whoever was asked before.
update reset_tokens set expires_at = now()
 where identity_id = $1 and purpose = 'join_identity' and used_at is null and expires_at > now();

-- name: delete_doubtful(account_id, email) -> run
-- The owner of that address has come to an account that somebody else may have made: only the identity that made it stays,
-- if its provider vouches for the same address.
delete from identities i
 using accounts a
 where i.account_id = $1 and a.id = $1
   and not (i.is_verified and coalesce(i.is_email_verified, false) and i.issuer = coalesce(a.made_by_provider, '')
            and lower(coalesce(i.email, '')) = lower($2));
