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

-- name: list(active_only, limit, offset) -> many
-- People of the domain by id.
select id, username, email, display_name, office_location, department, role, is_active, created_at
  from trainees
 where is_listed and (not $1 or is_active)
 order by id
 limit $2 offset $3;

-- name: list_by_role(active_only, role, limit, offset) -> many
-- Those with a role are few and found by it; employees are almost everybody. One branch counts at a time.
select id, username, email, display_name, office_location, department, role, is_active, created_at
  from ((select * from trainees
          where $2::text = 'EMPLOYEE' and role = 'EMPLOYEE' and is_listed and (not $1::boolean or is_active)
          order by id limit $3 offset $4)
        union all
        (select t.*
           from (select distinct account_id from role_assignments
                  where role in ('admin', 'knowledge_manager') and (domain is null or domain = 'training')) s
           join trainees t on t.id = s.account_id
          where $2 <> 'EMPLOYEE' and t.role = $2 and t.is_listed and (not $1 or t.is_active)
          order by t.id limit $3 offset $4)) found
 order by id;

-- name: count(active_only) -> value
select count(*) from trainees where is_listed and (not $1 or is_active);

-- name: count_by_role(active_only, role) -> value
-- Employees are all but those with a role.
with staff as materialized (
    select t.role
      from (select distinct account_id from role_assignments
             where role in ('admin', 'knowledge_manager') and (domain is null or domain = 'training')) s
      join trainees t on t.id = s.account_id
     where t.is_listed and (not $1::boolean or t.is_active))
select case when $2::text = 'EMPLOYEE'
            then (select count(*) from trainees where is_listed and (not $1 or is_active))
                 - (select count(*) from staff where role <> 'EMPLOYEE')
            else (select count(*) from staff where role = $2) end;
