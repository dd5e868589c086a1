-- name: list_of_account(account_id) -> many
-- The companies that an account's logins open, with the list fields of the document.
select c.id, c.company_name, c.company_country, c.international_vat_nr, c.vat_percentage, c.mail_address, c.visiting_address,
       c.invoice_address, c.company_logo, c.contact_person, c.contact_phone, c.contact_email, c.test_taking_discount,
       c.costs_per_test_in_units, c.yearly_license_discount, c.yearly_license_fee, c.invoice_currency,
       c.current_credit_level, c.concurrent_open_sessions, c.allow_negative_credits, c.is_active, c.license_starts_at,
       c.license_ends_at, c.no_public_tests, c.exit_url, c.price_per_credit_unit
  from usable_logins l
  join companies c on c.id = l.company_id
 where l.account_id = $1
 order by c.company_name, c.id;

-- name: list_of_person(person_id, owes_company) -> many
-- A candidate's company; while none was chosen, all in which somebody with that address may sign in.
select c.id, c.company_name, c.company_country, c.international_vat_nr, c.vat_percentage, c.mail_address, c.visiting_address,
       c.invoice_address, c.company_logo, c.contact_person, c.contact_phone, c.contact_email, c.test_taking_discount,
       c.costs_per_test_in_units, c.yearly_license_discount, c.yearly_license_fee, c.invoice_currency,
       c.current_credit_level, c.concurrent_open_sessions, c.allow_negative_credits, c.is_active, c.license_starts_at,
       c.license_ends_at, c.no_public_tests, c.exit_url, c.price_per_credit_unit
  from companies c
 where c.is_active
   and exists (select 1 from persons me
                 join persons p on p.id = me.id
                      or ($2 and p.has_login and p.is_active and p.password_hash is not null and lower(p.email) = lower(me.email))
                where me.id = $1 and p.company_id = c.id)
 order by c.company_name, c.id;
