-- name: count_sessions(owner_id, managed_by) -> one
-- Sessions of persons that are not archived, by how far they are; `over`: not done, and their end has passed. Of one user's only, where one is named.
select count(*) filter (where s.status <= 10) as ready,
       count(*) filter (where s.status > 10 and s.status < 30) as running,
       count(*) filter (where s.status >= 30) as done,
       count(*) filter (where s.status < 30 and s.allowed_until < now()) as over
  from assessment_sessions s
 where s.owner_id = $1 and s.is_active and (s.session_type = 0 or s.session_type % 100 <> 0)
   and ($2::uuid is null or s.managed_by_user_id = $2)
   and exists (select 1 from persons p where p.company_id = s.owner_id and p.id = s.person_id);

-- name: list_weeks(owner_id, managed_by, weeks) -> many
-- How many sessions of persons were done in each of the last weeks, the running one last; weeks begin on Monday, by UTC.
select w.week::date as week, count(s.id) as done
  from generate_series(date_trunc('week', now() at time zone 'UTC') - ($3::integer - 1) * interval '7 days',
                       date_trunc('week', now() at time zone 'UTC'), interval '7 days') as w (week)
  left join assessment_sessions s
    on s.owner_id = $1 and s.status >= 30 and (s.session_type = 0 or s.session_type % 100 <> 0)
   and ($2::uuid is null or s.managed_by_user_id = $2)
   and s.ended_at >= w.week at time zone 'UTC' and s.ended_at < (w.week + interval '7 days') at time zone 'UTC'
 group by w.week
 order by w.week;
