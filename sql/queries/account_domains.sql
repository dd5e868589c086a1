-- name: insert(account_id, domain, given_by) -> run
-- Nothing when the account has it already.
insert into account_domains (account_id, domain, given_by) values ($1, $2, $3) on conflict do nothing;

-- name: set_state(account_id, domain, state) -> run
update account_domains set state = $3, updated_at = now() where account_id = $1 and domain = $2;

-- name: delete(account_id, domain) -> run
delete from account_domains where account_id = $1 and domain = $2;
