-- name: find_for_sign_in(name, company_id, limit) -> many
-- Candidates with that e-mail who may sign in, in one company (null: all).
select p.id, p.company_id, p.password_hash, p.email
  from persons p
  join companies c on c.id = p.company_id and c.is_active
 where lower(p.email) = lower($1) and p.has_login and p.is_active and p.password_hash is not null
   and ($2::uuid is null or p.company_id = $2)
 order by p.last_login_at desc nulls last, p.id
 limit $3;

-- name: get(person_id) -> one
select id, company_id, email, has_login, is_active, first_name, last_name, preferred_language,
       password_hash is not null as has_password
  from persons
 where id = $1;

-- name: lock(person_id, company_id) -> one
select id, company_id, email, has_login, is_active, password_hash
  from persons
 where id = $1 and company_id = $2
   for no key update;

-- name: get_password_hash(person_id) -> value
select password_hash from persons where id = $1;

-- name: set_password(person_id, password_hash) -> run
update persons set password_hash = $2 where id = $1;

-- name: replace_password(person_id, old_hash, password_hash) -> run
update persons set password_hash = $3 where id = $1 and password_hash is not distinct from $2;

-- name: set_login(person_id, has_login) -> run
update persons set has_login = $2 where id = $1;

-- name: set_signed_in(person_id) -> run
update persons set last_login_at = now() where id = $1;

-- name: hold_email(company_id, email) -> value
-- Whoever gives an address to somebody of the company waits for whoever does it now.
select pg_advisory_xact_lock(hashtextextended('person ' || $1::uuid::text || ' ' || lower($2::text), 0));

-- name: is_email_used(company_id, email, but) -> value
-- Has another active person of the company this address?
select exists (select 1 from persons where company_id = $1 and lower(email) = lower($2) and is_active and email <> '' and id <> $3);

-- name: get_password_state(person_id, company_id) -> value
-- Has this person of the company a password? Null where there is none such.
select password_hash is not null from persons where id = $1 and company_id = $2;

-- name: give_login(person_id) -> run
-- An active person with a password may sign in.
update persons set has_login = true where id = $1 and is_active and password_hash is not null and not has_login;

-- name: list_sessions(owner_id, person_id) -> many
-- The sessions in which a person takes tests.
select id, person_id from assessment_sessions where owner_id = $1 and person_id = $2;

-- name: delete(person_id, company_id) -> run
-- A person with the answers and files that are still there.
with answers as (delete from session_tests where owner_id = $2 and person_id = $1),
     files as (delete from object_files where owner_id = $2 and object_id = $1)
delete from persons where id = $1 and company_id = $2;

-- name: delete_unused(company_id, managed_by) -> many
-- Persons of the company without a session and without a test; of one user's only, where one is named.
with unused as (
    delete from persons p
     where p.company_id = $1 and ($2::uuid is null or p.managed_by_user_id = $2)
       and not exists (select 1 from assessment_sessions s where s.owner_id = $1 and s.person_id = p.id)
       and not exists (select 1 from session_tests t where t.owner_id = $1 and t.person_id = p.id)
    returning p.id),
     files as (delete from object_files f using unused where f.owner_id = $1 and f.object_id = unused.id)
select id from unused;

-- name: find_by_code(code, company_id) -> one
-- The person as whom whoever has the code of a public session takes it, where that is open.
select p.id, p.company_id, p.email
  from assessment_sessions s
  join persons p on p.company_id = s.owner_id and p.id = s.person_id and p.is_active
  join companies c on c.id = p.company_id and c.is_active
 where s.short_login_code = $1 and s.short_login_code <> '' and s.session_type in (200, 1200) and s.is_active
   and ($2::uuid is null or p.company_id = $2);
