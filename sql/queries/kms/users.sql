-- name: get(account_id) -> one
-- A person as training administration knows one; `role` is the highest, `is_active` that of this domain and the account.
select a.id, a.username, a.email, a.display_name, a.office_location, a.department, a.created_at, a.updated_at,
       a.is_active and coalesce(d.is_active, false) as is_active,
       case when exists (select 1 from role_assignments r
                          where r.account_id = a.id and r.role = 'admin' and (r.domain is null or r.domain = 'training')
                            and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now()))
            then 'ADMIN'
            when exists (select 1 from role_assignments r
                          where r.account_id = a.id and r.role = 'knowledge_manager'
                            and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now()))
            then 'KNOWLEDGE_MANAGER'
            else 'EMPLOYEE' end as role
  from accounts a
  left join account_domains d on d.account_id = a.id and d.domain = 'training'
 where a.id = $1;
