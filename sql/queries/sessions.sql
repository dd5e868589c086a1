-- name: resolve(token_hash, is_cookie) -> one
-- The session with everything that an Actor needs; `ends_in` seconds, negative when it is over.
select s.id, s.made_by, s.owes_company, s.owes_code, s.has_second_factor, s.token_session_id, s.is_poll, s.person_id,
       a.account_id, a.account_uuid, a.username, a.display_name, a.email, a.language, a.is_active, a.domains,
       a.inactive_domains, a.roles, a.plan,
       l.id as login_id, coalesce(l.company_id, p.company_id) as company_id, l.flags,
       p.id is not null and p.is_active and (s.is_poll or p.has_login) and pc.is_active as is_candidate_active,
       p.email as person_email, p.preferred_language as person_language,
       trim(concat_ws(' ', p.first_name, p.last_name)) as person_name,
       extract(epoch from least(s.last_used_at + make_interval(secs => s.idle_seconds), s.expires_at) - now())::float8 as ends_in,
       s.last_used_at < now() - interval '1 minute' as is_stale
  from sessions s
  left join account_actors a on a.account_id = s.account_id
  left join usable_logins l on l.id = s.login_id and l.account_id = s.account_id
  left join persons p on p.id = s.person_id
  left join companies pc on pc.id = p.company_id
 where case when $2 then s.cookie_hash else s.token_hash end = $1
   and ((not $2 and s.token_hash = $1) or ($2 and s.cookie_hash = $1));

-- name: insert_for_account(token_hash, made_by, account_id, password_hash, login_id, owes_company, has_second_factor, idle_seconds, lifetime_seconds, user_agent, address) -> one
-- A session of an account whose password is still the one that was checked; no row when it was changed meanwhile.
-- The account is locked against changes, so whoever changes the password sees this session and ends it.
with account as (
    select id from accounts where id = $3 and is_active and password_hash = $4 for share
)
insert into sessions (token_hash, made_by, account_id, login_id, owes_company, has_second_factor, idle_seconds,
                      expires_at, user_agent, address)
select $1, $2, account.id, $5, $6, $7, $8, now() + make_interval(secs => $9::float8), $10, $11 from account
returning id, account_id, token_session_id, created_at, expires_at;

-- name: insert_for_person(token_hash, person_id, password_hash, is_poll, owes_company, idle_seconds, user_agent, address) -> one
-- A candidate's session; no row when the right to sign in or the password went away meanwhile.
with person as (
    select id, company_id from persons
     where id = $2 and is_active and ($4 or (has_login and password_hash = $3)) for share
)
insert into sessions (token_hash, made_by, person_id, is_poll, owes_company, idle_seconds, user_agent, address)
select $1, 'itr', person.id, $4, $5, $6, $7, $8 from person
returning id, person_id, token_session_id, created_at, (select company_id from person) as company_id;

-- name: touch(id) -> run
-- Last use, written at most once a minute.
update sessions set last_used_at = now() where id = $1 and last_used_at < now() - interval '1 minute';

-- name: get(id) -> one
select id, account_id, person_id, login_id, made_by, owes_company, owes_code, has_second_factor, created_at,
       last_used_at, expires_at, idle_seconds, token_session_id
  from sessions
 where id = $1;

-- name: list_of_account(account_id) -> many
-- The living sessions of an account, the newest first.
select s.id, s.made_by, s.created_at, s.last_used_at, s.expires_at, s.user_agent, s.address, s.has_second_factor,
       l.company_id, c.company_name
  from sessions s
  left join logins l on l.id = s.login_id
  left join companies c on c.id = l.company_id
 where s.account_id = $1
   and least(s.last_used_at + make_interval(secs => s.idle_seconds), s.expires_at) > now()
 order by s.created_at desc, s.id desc;

-- name: delete(id) -> run
delete from sessions where id = $1;

-- name: delete_of_account(account_id, but) -> run
-- All sessions of an account, except the one in hand (null: all).
delete from sessions where account_id = $1 and id is distinct from $2;

-- name: delete_of_person(person_id) -> run
delete from sessions where person_id = $1;

-- name: delete_of_login(login_id) -> run
-- ITR's sessions in that company; the app's go on without one.
delete from sessions where login_id = $1 and made_by = 'itr';

-- name: delete_expired() -> run
delete from sessions where least(last_used_at + make_interval(secs => idle_seconds), expires_at) < now();

-- name: set_login(id, login_id) -> run
-- The session enters a company (null: leaves it) and owes none any more.
update sessions set login_id = $2, owes_company = false where id = $1;

-- name: set_cookie(id, cookie_hash) -> run
update sessions set cookie_hash = $2 where id = $1;

-- name: set_second_factor(id) -> run
update sessions set has_second_factor = true, owes_code = false where id = $1;

-- name: count_living(company_id) -> one
-- Living sessions in a company (null: everywhere) and how many of them are candidates'.
select count(*) as sessions, count(s.person_id) as candidates
  from sessions s
  left join logins l on l.id = s.login_id
  left join persons p on p.id = s.person_id
 where least(s.last_used_at + make_interval(secs => s.idle_seconds), s.expires_at) > now()
   and (l.company_id is not null or p.company_id is not null)
   and ($1::uuid is null or coalesce(l.company_id, p.company_id) = $1);

-- name: notify_changed(subject) -> value
-- Tells the server, with the commit, whose credentials it must not remember.
select pg_notify('credentials', $1);

-- name: delete_other_of_person(person_id, but) -> run
delete from sessions where person_id = $1 and id is distinct from $2;
