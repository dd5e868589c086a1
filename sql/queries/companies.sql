-- name: get(company_id) -> one
select id, company_name, is_active, mfa_enabled, license_ends_at from companies where id = $1;

-- name: insert_named(company_id, company_name, contact_email) -> one
-- A company of which only the name is known.
insert into companies (id, company_name, company_country, international_vat_nr, company_logo, contact_person,
                       contact_phone, contact_email, yearly_license_fee, invoice_currency)
values ($1, $2, '', '', '', '', '', $3, 0, 'Euro')
returning id, company_name;

-- name: get_first() -> one
select id, company_name from companies order by created_at, id limit 1;

-- name: find_by_administrative_id(host) -> value
select id from companies where lower(administrative_id) = lower($1) and administrative_id <> '' order by created_at, id limit 1;

-- name: list_of_account(account_id) -> many
-- The companies that an account's logins open.
select c.id, c.company_name, c.company_country, l.id as login_id, l.mfa_enabled
  from usable_logins l
  join companies c on c.id = l.company_id
 where l.account_id = $1
 order by c.company_name, c.id;

-- name: set_mfa_enabled(company_id, is_enabled) -> run
update companies set mfa_enabled = $2 where id = $1;

-- name: lock(company_id) -> one
-- Held until the end of the transaction: whoever counts what the company may have so many of.
select id, current_credit_level from companies where id = $1 for no key update;

-- name: delete(company_id) -> one
-- A company with everything that is its own; sessions that were made for it end, others go on outside any company.
with ended as (delete from sessions s using logins l where l.company_id = $1 and s.login_id = l.id and s.made_by = 'itr')
delete from companies where id = $1 returning id, company_name;
