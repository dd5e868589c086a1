-- name: resolve(issuer, subject) -> one
-- Who a provider's token speaks of, with everything that an Actor needs; account columns are null when nobody joined it.
select i.id, i.is_verified, i.deleted_at,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, a.plan
  from identities i
  left join account_actors a on a.account_id = i.account_id
 where i.issuer = $1 and i.subject = $2;

-- name: lock(issuer, subject) -> one
select id, issuer, subject, account_id, wanted_by, email, given_name, family_name, image_url, is_verified, deleted_at
  from identities
 where issuer = $1 and subject = $2
   for no key update;

-- name: hold(issuer, subject) -> value
-- One at a time for a subject, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('identity:' || $1::text || ' ' || $2::text, 0));

-- name: insert(issuer, subject, account_id, wanted_by, email, given_name, family_name, image_url, is_verified) -> one
insert into identities (issuer, subject, account_id, wanted_by, email, given_name, family_name, image_url, is_verified)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id, account_id;

-- name: update(id, email, given_name, family_name, image_url, is_verified) -> run
update identities
   set email = $2, given_name = $3, family_name = $4, image_url = $5, is_verified = is_verified or $6, deleted_at = null,
       updated_at = now()
 where id = $1;

-- name: join_account(id, account_id) -> run
update identities set account_id = $2, wanted_by = null, updated_at = now() where id = $1;

-- name: ask(id, wanted_by) -> run
update identities set wanted_by = $2, updated_at = now() where id = $1;

-- name: mark_deleted(id) -> run
update identities set deleted_at = now(), updated_at = now() where id = $1;

-- name: get(id) -> one
select id, issuer, subject, account_id, wanted_by, email, is_verified, deleted_at from identities where id = $1;

-- name: list_of_account(account_id) -> many
-- Joined ones, and those that wait for this account to join them.
select id, issuer, subject, account_id, wanted_by, email, is_verified, created_at
  from identities
 where account_id = $1 or wanted_by = $1
 order by id;

-- name: delete_doubtful(account_id, email) -> run
-- The owner of that address has come to an account that somebody else may have made: only the identity that made it stays,
-- if its provider knows it by the same address.
delete from identities i
 using accounts a
 where i.account_id = $1 and a.id = $1
   and not (i.is_verified and i.issuer = coalesce(a.made_by_provider, '') and lower(coalesce(i.email, '')) = lower($2));
