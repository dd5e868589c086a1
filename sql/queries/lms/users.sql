-- name: get(account_id) -> one
-- Anybody with an account: for oneself. An admin of everything is one here too; the subject is the first that an identity
-- provider knows the person by.
select * from learners where id = $1;

-- name: get_known(uuid) -> one
-- Whoever has the domain, and whoever a row of it names.
select l.*
  from learners l
 where l.uuid = $1
   and (l.is_listed
        or exists (select from enrollments e where e.account_id = l.id)
        or exists (select from mentor_applications m where m.account_id = l.id)
        or exists (select from subjects s where s.mentor_id = l.id and s.deleted_at is null)
        or exists (select from topic_files f where f.uploaded_by = l.id));

-- name: list(search, role, state, is_active, created_from, created_to, updated_from, updated_to, sort, limit, offset) -> many
-- People of learning. Null filters do not count; the planner sees the values, so each order goes along its own index. The ids
-- are found first, so that rows passed over need no roles.
select l.*
  from (select page.id, row_number() over () as place
          from (select k.id
                  from learners k
                 where k.is_listed
                   and ($1::text is null or k.words like lower($1))
                   and ($2::text is null or k.id in (
                          select r.account_id from role_assignments r
                           where r.role = $2 and (r.domain = 'learning' or (r.domain is null and r.role = 'admin'))
                             and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now())))
                   and ($3::text is null or k.state = $3) and ($4::boolean is null or (k.state = 'active') = $4)
                   and ($5::timestamptz is null or k.created_at >= $5) and ($6::timestamptz is null or k.created_at < $6)
                   and ($7::timestamptz is null or k.updated_at >= $7) and ($8::timestamptz is null or k.updated_at < $8)
                 order by case when $9 = 'created_at' then k.created_at end, case when $9 = '-created_at' then k.created_at end desc,
                          case when $9 = 'updated_at' then k.updated_at end, case when $9 = '-updated_at' then k.updated_at end desc,
                          case when $9 = 'email' then lower(k.email) end, case when $9 = '-email' then lower(k.email) end desc,
                          case when $9 = 'first_name' then lower(k.given_name) end, case when $9 = '-first_name' then lower(k.given_name) end desc,
                          case when $9 = 'last_name' then lower(k.family_name) end, case when $9 = '-last_name' then lower(k.family_name) end desc,
                          case when left($9, 1) = '-' then k.id end desc, k.id
                 limit $10 offset $11) page) found
  join learners l on l.id = found.id
 order by found.place;

-- name: count(search, role, state, is_active, created_from, created_to, updated_from, updated_to) -> value
-- How many `list` finds on all its pages.
select count(*)
  from learners k
 where k.is_listed
   and ($1::text is null or k.words like lower($1))
   and ($2::text is null or k.id in (
          select r.account_id from role_assignments r
           where r.role = $2 and (r.domain = 'learning' or (r.domain is null and r.role = 'admin'))
             and r.effective_from <= now() and (r.effective_until is null or r.effective_until > now())))
   and ($3::text is null or k.state = $3) and ($4::boolean is null or (k.state = 'active') = $4)
   and ($5::timestamptz is null or k.created_at >= $5) and ($6::timestamptz is null or k.created_at < $6)
   and ($7::timestamptz is null or k.updated_at >= $7) and ($8::timestamptz is null or k.updated_at < $8);

-- name: find_admin(but) -> value
-- Somebody else who administers learning and goes on doing so: active, and with no end to his role.
select l.id
  from role_assignments r
  join learners l on l.id = r.account_id and l.is_listed and l.state = 'active'
 where r.role = 'admin' and (r.domain is null or r.domain = 'learning') and r.effective_from <= now() and r.effective_until is null
   and r.account_id <> $1
 limit 1;
