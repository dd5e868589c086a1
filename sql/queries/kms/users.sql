-- name: get(account_id) -> one
-- A person as training administration knows one; `role` is the highest, `is_active` that of this domain and the account.
select id, username, email, display_name, office_location, department, role, is_active, created_at
  from trainees
 where id = $1;

-- name: get_known(account_id) -> one
-- Whoever holds the domain, and whoever a row of it names.
select t.*
  from trainees t
 where t.id = $1
   and (t.is_listed
        or exists (select from trainings g where g.instructor_id = $1)
        or exists (select from registrations r where r.account_id = $1));

-- name: list(active_only, role, limit, offset) -> many
-- People of the domain by id.
select id, username, email, display_name, office_location, department, role, is_active, created_at
  from trainees
 where is_listed and (not $1 or is_active) and ($2::text is null or role = $2)
 order by id
 limit $3 offset $4;

-- name: count(active_only, role) -> value
select count(*) from trainees where is_listed and (not $1 or is_active) and ($2::text is null or role = $2);
