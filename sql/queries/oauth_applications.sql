-- name: insert(account_id, client_id, client_secret_hash, name, website_url, redirect_uris, scopes) -> one
insert into oauth_applications (account_id, client_id, client_secret_hash, name, website_url, redirect_uris, scopes)
values ($1, $2, $3, $4, $5, $6, $7)
returning id, account_id, client_id, name, website_url, redirect_uris, scopes, created_at;

-- name: find(client_id) -> one
-- The application as the doors need it, with its owner. One whose owner was switched off is none.
select p.id, p.account_id, p.client_id, p.client_secret_hash, p.name, p.website_url, p.redirect_uris, p.scopes,
       a.username as owner_username, a.display_name as owner_name
  from oauth_applications p
  join accounts a on a.id = p.account_id and a.is_active
 where p.client_id = $1;

-- name: hold(id) -> value
-- The application stays while a code or token of it is made; null when it is gone.
select id from oauth_applications where id = $1 for key share;

-- name: list_of_account(account_id, id) -> many
-- The applications of an account, the newest first; an id: that one only. `users`: accounts that it may act for now.
select p.id, p.client_id, p.name, p.website_url, p.redirect_uris, p.scopes, p.created_at, p.updated_at,
       (select count(*) from oauth_tokens t where t.application_id = p.id) as users
  from oauth_applications p
 where p.account_id = $1 and ($2::bigint is null or p.id = $2)
 order by p.created_at desc, p.id desc;

-- name: lock(id, account_id) -> one
-- Before a change: nobody gets a token meanwhile.
select id, name, website_url, redirect_uris, scopes from oauth_applications where id = $1 and account_id = $2 for update;

-- name: update(id, name, website_url, redirect_uris, scopes) -> run
update oauth_applications set name = $2, website_url = $3, redirect_uris = $4, scopes = $5, updated_at = now() where id = $1;

-- name: set_secret(id, client_secret_hash) -> run
update oauth_applications set client_secret_hash = $2, updated_at = now() where id = $1;

-- name: delete(id) -> run
-- With its codes and tokens.
delete from oauth_applications where id = $1;
