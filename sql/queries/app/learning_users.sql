-- name: get(uuid) -> one
-- Somebody of learning, with what decides who may change what of him.
select l.id, l.uuid from learners l where l.uuid = $1 and l.is_listed;

-- name: list_roles(account_id, limit, offset) -> many
-- Roles that count in learning, over, counting or still to come, the newest first.
select r.id, r.role, r.domain is null as is_of_everything, r.effective_from, r.effective_until, r.created_at,
       r.effective_from <= statement_timestamp() and (r.effective_until is null or r.effective_until > statement_timestamp()) as is_effective,
       g.uuid as giver_uuid, g.display_name as giver_name
  from role_assignments r
  left join accounts g on g.id = r.assigned_by
 where r.account_id = $1 and (r.domain = 'learning' or (r.domain is null and r.role = 'admin'))
 order by r.effective_from desc, r.id desc
 limit $2 offset $3;

-- name: count_roles(account_id) -> value
select count(*) from role_assignments where account_id = $1 and (domain = 'learning' or (domain is null and role = 'admin'));

-- name: list_plans(search, plan, default_plan, sort, limit, offset) -> many
-- People of learning with what they used of their plans this month.
select l.uuid, concat_ws(' ', l.given_name, l.family_name) as name, l.email, l.plan,
       coalesce(u.calls, 0) as calls, coalesce(u.uploads, 0) as uploads
  from learners l
  left join plan_usage u on u.account_id = l.id and u.month = date_trunc('month', statement_timestamp() at time zone 'UTC')::date
 where l.is_listed
   and ($1::text is null or l.words like lower($1))
   and ($2::text is null or coalesce(l.plan, $3) = $2)
 order by case when $4 = '-calls' then coalesce(u.calls, 0) when $4 = '-uploads' then coalesce(u.uploads, 0) end desc,
          case when $4 = 'name' then lower(l.given_name) end, l.id
 limit $5 offset $6;

-- name: count_plans(search, plan, default_plan) -> value
select count(*)
  from learners l
 where l.is_listed
   and ($1::text is null or l.words like lower($1))
   and ($2::text is null or coalesce(l.plan, $3) = $2);
