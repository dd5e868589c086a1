-- name: lock_to_bill(company_id, session_test_id) -> one
-- A session test with all that its price depends on. Test and company are held until the end of the transaction, so of two who
-- bill the same test the second one sees what the first one did.
select t.is_billed, t.session_id, coalesce(own.costs, central.costs, 0) as costs,
       coalesce(nullif(own.invoice_code, ''), nullif(own.test_name, ''), nullif(central.invoice_code, ''), central.test_name, '') as invoice_code,
       coalesce(own.invoice_code, central.invoice_code, '') as price_code,
       c.plugin_data as company_plugin_data, c.costs_per_test_in_units, c.test_taking_discount, c.current_credit_level,
       c.low_credit_warning_level, c.allow_negative_credits, c.contact_email, c.company_name, s.description as session_name,
       p.email as person_email, l.id as pool_login_id, l.current_personal_credit_level
  from session_tests t
  join companies c on c.id = t.company_id
  join assessment_sessions s on s.owner_id = t.owner_id and s.id = t.session_id
  left join tests own on own.owner_id = t.owner_id and own.id = t.test_id
  left join tests central on central.owner_id = '00000000-0000-0000-0000-000000000000' and central.id = t.test_id
  left join persons p on p.id = t.person_id and p.company_id = t.company_id
  left join logins l on l.id = s.managed_by_user_id and l.company_id = t.company_id and l.has_personal_credit_pool
 where t.owner_id = $1 and t.id = $2
   for no key update of t, c;

-- name: set_billed(company_id, session_test_id) -> run
update session_tests set is_billed = true where owner_id = $1 and id = $2;

-- name: take(company_id, ticks) -> value
-- The level that is left.
update companies set current_credit_level = current_credit_level - $2 where id = $1 returning current_credit_level;

-- name: take_personal(login_id, ticks) -> run
update logins set current_personal_credit_level = current_personal_credit_level - $2 where id = $1;

-- name: insert_usages(company_id, user_id, invoice_code, original_ticks, discounted_ticks, total_ticks, session_id, user_name, session_name) -> run
-- What was used: one row for the company, one without the candidate's name for the master.
insert into credit_usages (company_id, id, user_id, of_company_id, invoice_code, original_ticks, discounted_ticks, total_ticks, used_at,
                           session_id, user_name, session_name)
select owner, gen_random_uuid(), $2, $1, $3, $4, $5, $6, clock_timestamp(), $7, name, $9
  from (values ($1::uuid, $8::text), (null, '*ANONIMISED*')) as copy (owner, name);

-- name: grant(company_id, credits) -> run
update companies set current_credit_level = current_credit_level + $2 where id = $1;

-- name: list_per_month(company_id) -> many
-- What a company used per month (UTC), newest first, from the beginning of the year before the last one.
select extract(year from m.month)::float8 as year, extract(month from m.month)::float8 as month, m.ticks, m.discounted
  from (select date_trunc('month', u.used_at at time zone 'UTC') as month, sum(u.total_ticks) as ticks, sum(u.discounted_ticks) as discounted
          from credit_usages u
         where u.owner_id = $1 and u.used_at >= (date_trunc('year', now() at time zone 'UTC') - interval '2 years') at time zone 'UTC'
         group by 1) m
 order by m.month desc;

-- name: list_per_month_of_all(year) -> many
-- The same of all companies, by what was invoiced; year 0: all years.
select extract(year from m.month)::float8 as year, extract(month from m.month)::float8 as month, m.ticks, m.discounted, m.invoice_code,
       c.company_name, c.id
  from (select date_trunc('month', u.used_at at time zone 'UTC') as month, u.invoice_code, u.of_company_id, sum(u.total_ticks) as ticks,
               sum(u.discounted_ticks) as discounted
          from credit_usages u
         where u.company_id is null and ($1 = 0 or (u.used_at >= make_timestamptz($1, 1, 1, 0, 0, 0, 'UTC')
                                                   and u.used_at < make_timestamptz($1 + 1, 1, 1, 0, 0, 0, 'UTC')))
         group by 1, 2, 3) m
  join companies c on c.id = m.of_company_id
 order by m.month desc, c.company_name, c.id, m.invoice_code;

-- name: delete_old() -> run
-- Grants of more than ten years ago; usages of more than seven years ago (master) or before the year before the last one.
with grants as (delete from credit_grants where granted_at < now() - interval '10 years')
delete from credit_usages
 where (company_id is null and used_at < now() - interval '7 years')
    or (company_id is not null and used_at < (date_trunc('year', now() at time zone 'UTC') - interval '2 years') at time zone 'UTC');

-- name: hold_grant(id) -> run
-- A grant that is not there yet cannot be locked: who saves one of this id waits for the others who do.
select pg_advisory_xact_lock(hashtextextended('credit_grant ' || $1::text, 0));

-- name: lock_grant(id) -> one
select company_id, credits_granted from credit_grants where id = $1 for update;

-- name: get_grant(id) -> one
select company_id, credits_granted from credit_grants where id = $1;
