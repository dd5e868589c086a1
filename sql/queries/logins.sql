-- name: get(login_id) -> one
-- A login with what it shows of its account.
select l.*, a.username, a.email, a.display_name, a.is_active as is_account_active, a.managed_by_company,
       a.last_verified_email, a.password_hash is not null as has_password, c.company_name, c.mfa_enabled,
       exists (select 1 from role_assignments r
                where r.account_id = a.id and r.role = 'admin' and (r.domain is null or r.domain = 'assessment')
                  and r.effective_from <= statement_timestamp() and (r.effective_until is null or r.effective_until > statement_timestamp())) as is_master_user
  from logins l
  join accounts a on a.id = l.account_id
  join companies c on c.id = l.company_id
 where l.id = $1;

-- name: lock(login_id) -> one
select l.id, l.account_id, l.company_id, l.is_active from logins l where l.id = $1 for no key update;

-- name: find_of_account(account_id, company_id) -> value
select id from logins where account_id = $1 and company_id = $2;

-- name: list_usable(account_id, company_id) -> many
-- The logins of an account that open their company now, the one used last first.
select id, company_id, company_name, mfa_enabled, flags
  from usable_logins
 where account_id = $1 and ($2::uuid is null or company_id = $2)
 order by last_login_at desc, company_id;

-- name: insert(login_id, account_id, company_id) -> one
insert into logins (id, account_id, company_id) values ($1, $2, $3) returning id, account_id, company_id;

-- name: change(login_id, columns) -> run
-- Sets what `columns` (JSON: column name to value) names and leaves the rest.
update logins l
   set user_openings_screen = case when given ? 'user_openings_screen' then given ->> 'user_openings_screen' else l.user_openings_screen end,
       user_rights = case when given ? 'user_rights' then given ->> 'user_rights' else l.user_rights end,
       user_parameters = case when given ? 'user_parameters' then given ->> 'user_parameters' else l.user_parameters end,
       preferred_language = case when given ? 'preferred_language' then given ->> 'preferred_language' else l.preferred_language end,
       mail_address = case when given ? 'mail_address' then given ->> 'mail_address' else l.mail_address end,
       visiting_address = case when given ? 'visiting_address' then given ->> 'visiting_address' else l.visiting_address end,
       invoice_address = case when given ? 'invoice_address' then given ->> 'invoice_address' else l.invoice_address end,
       information_address = case when given ? 'information_address' then given ->> 'information_address' else l.information_address end,
       remarks = case when given ? 'remarks' then given ->> 'remarks' else l.remarks end,
       password_expires_at = case when given ? 'password_expires_at' then (given ->> 'password_expires_at')::timestamptz else l.password_expires_at end,
       license_starts_at = case when given ? 'license_starts_at' then (given ->> 'license_starts_at')::timestamptz else l.license_starts_at end,
       license_ends_at = case when given ? 'license_ends_at' then (given ->> 'license_ends_at')::timestamptz else l.license_ends_at end,
       is_test_taking_user = case when given ? 'is_test_taking_user' then (given ->> 'is_test_taking_user')::boolean else l.is_test_taking_user end,
       is_office_user = case when given ? 'is_office_user' then (given ->> 'is_office_user')::boolean else l.is_office_user end,
       is_organisation_supervisor = case when given ? 'is_organisation_supervisor' then (given ->> 'is_organisation_supervisor')::boolean else l.is_organisation_supervisor end,
       is_test_author = case when given ? 'is_test_author' then (given ->> 'is_test_author')::boolean else l.is_test_author end,
       is_report_author = case when given ? 'is_report_author' then (given ->> 'is_report_author')::boolean else l.is_report_author end,
       is_test_screen_template_author = case when given ? 'is_test_screen_template_author' then (given ->> 'is_test_screen_template_author')::boolean else l.is_test_screen_template_author end,
       is_translator = case when given ? 'is_translator' then (given ->> 'is_translator')::boolean else l.is_translator end,
       may_order_credits = case when given ? 'may_order_credits' then (given ->> 'may_order_credits')::boolean else l.may_order_credits end,
       may_work_with_batteries_only = case when given ? 'may_work_with_batteries_only' then (given ->> 'may_work_with_batteries_only')::boolean else l.may_work_with_batteries_only end,
       do_not_renew_license = case when given ? 'do_not_renew_license' then (given ->> 'do_not_renew_license')::boolean else l.do_not_renew_license end,
       is_active = case when given ? 'is_active' then (given ->> 'is_active')::boolean else l.is_active end,
       user_culture = case when given ? 'user_culture' then given ->> 'user_culture' else l.user_culture end,
       session_pool = case when given ? 'session_pool' then (given ->> 'session_pool')::integer else l.session_pool end,
       may_work_with_own_objects_only = case when given ? 'may_work_with_own_objects_only' then (given ->> 'may_work_with_own_objects_only')::boolean else l.may_work_with_own_objects_only end,
       security_template_id = case when given ? 'security_template_id' then (given ->> 'security_template_id')::uuid else l.security_template_id end,
       has_personal_credit_pool = case when given ? 'has_personal_credit_pool' then (given ->> 'has_personal_credit_pool')::boolean else l.has_personal_credit_pool end,
       current_personal_credit_level = case when given ? 'current_personal_credit_level' then (given ->> 'current_personal_credit_level')::integer else l.current_personal_credit_level end,
       plugin_data = case when given ? 'plugin_data' then given ->> 'plugin_data' else l.plugin_data end,
       is_password_manager = case when given ? 'is_password_manager' then (given ->> 'is_password_manager')::boolean else l.is_password_manager end,
       api_key = case when given ? 'api_key' then given ->> 'api_key' else l.api_key end,
       is_researcher = case when given ? 'is_researcher' then (given ->> 'is_researcher')::boolean else l.is_researcher end,
       has_testing_office_access = case when given ? 'has_testing_office_access' then (given ->> 'has_testing_office_access')::boolean else l.has_testing_office_access end,
       has_educational_office_access = case when given ? 'has_educational_office_access' then (given ->> 'has_educational_office_access')::boolean else l.has_educational_office_access end
  from (select $2::text::jsonb as given) as input
 where l.id = $1;

-- name: set_signed_in(login_id) -> run
update logins set last_login_at = now(), last_refresh_at = now() where id = $1;

-- name: set_password_expiry(account_id, months) -> run
-- ITR's client warns after that; it never stops a login.
update logins set password_expires_at = now() + make_interval(months => $2::int) where account_id = $1;

-- name: move(from_account, to_account) -> many
-- Gives the logins of one account to another, except where that one has its own in the company.
update logins l set account_id = $2
 where l.account_id = $1
   and not exists (select 1 from logins other where other.account_id = $2 and other.company_id = l.company_id)
returning l.id, l.company_id;

-- name: count_of_account(account_id) -> value
select count(*) from logins where account_id = $1;

-- name: delete(login_id) -> one
delete from logins where id = $1 returning id, account_id, company_id;

-- name: count_consultants(company_id) -> value
select count(*) from logins where company_id = $1;

-- name: get_maximum(company_id) -> value
-- How many logins a company may have, by its setting or else the master's; -1 is any number.
select coalesce((select value::integer from system_settings
                  where owner_id in ($1, '00000000-0000-0000-0000-000000000000') and name = 'MAXNUMBEROFCONSULTANTS'
                    and value ~ '^ *-?[0-9]{1,9} *$'
                  order by company_id nulls last limit 1), -1);
