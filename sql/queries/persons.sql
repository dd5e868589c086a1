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
