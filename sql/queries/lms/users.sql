-- name: get(account_id) -> one
-- A person as learning knows one: state in this domain, roles effective now (an admin of everything is one here too), the
-- first subject that an identity provider knows the person by.
select a.id, a.uuid, a.display_name, a.email, a.given_name, a.family_name, a.image_url, a.phone, a.bio, a.plan, a.created_at, a.updated_at,
       case when a.is_active then coalesce(d.state, 'inactive') else 'inactive' end as state,
       (select i.subject from identities i where i.account_id = a.id order by i.id limit 1) as subject,
       array(select distinct r.role from role_assignments r
              where r.account_id = a.id and (r.domain = 'learning' or (r.domain is null and r.role = 'admin'))
                and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now())
              order by r.role) as roles
  from accounts a
  left join account_domains d on d.account_id = a.id and d.domain = 'learning'
 where a.id = $1;
