-- name: list(account_id) -> many
-- With its history, the newest first.
select r.id, r.account_id, r.role, r.domain, r.effective_from, r.effective_until, r.assigned_by, r.created_at,
       r.effective_from <= statement_timestamp() and (r.effective_until is null or r.effective_until > statement_timestamp()) as is_effective,
       by.uuid as assigned_by_uuid
  from role_assignments r
  left join accounts by on by.id = r.assigned_by
 where r.account_id = $1
 order by r.effective_from desc, r.id desc;

-- name: find_overlapping(account_id, role, domain, starts_at, ends_at) -> one
-- An assignment of the same role that counts at some moment of the time given.
select id, effective_from, effective_until from role_assignments
 where account_id = $1 and role = $2 and domain is not distinct from $3
   and (effective_until is null or effective_until > greatest(coalesce($4::timestamptz, now()), effective_from))
   and ($5::timestamptz is null or effective_from < $5)
 order by effective_from
 limit 1;

-- name: insert(account_id, role, domain, starts_at, ends_at, assigned_by) -> one
insert into role_assignments (account_id, role, domain, effective_from, effective_until, assigned_by)
values ($1, $2, $3, coalesce($4::timestamptz, now()), $5, $6)
returning id, account_id, role, domain, effective_from, effective_until, assigned_by, created_at;

-- name: end_now(account_id, role, domain) -> run
-- Ends what counts now or later; what has not begun yet never will.
update role_assignments
   set effective_until = greatest(now(), effective_from)
 where account_id = $1 and role = $2 and domain is not distinct from $3
   and (effective_until is null or effective_until > greatest(now(), effective_from));

-- name: is_there_admin() -> value
-- Is there an admin of everything who stays one?
select exists (
    select 1 from role_assignments r
      join accounts a on a.id = r.account_id
     where r.role = 'admin' and r.domain is null and r.effective_until is null and a.is_active);

-- name: hold_guard() -> value
select id from admin_guard where id = 1 for update;
